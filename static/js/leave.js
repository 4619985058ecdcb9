/* Goes on to the login provider's own logout at once. The button in the form stands for those without script. */
document.querySelector("form[data-leave]")?.submit();
