"""(kryptert fil) A whole package as one PDF that only a passphrase opens: the cover letter, with every other file inside it.

AES-256 as in PDF 2.0 (revision 6): the enclosed files are encrypted too. Never kept, and the passphrase is nobody's but the reader's.
Only our own cover letter is read here; what others have sent goes in as it is and is not opened.
"""

from io import BytesIO

from portal.deliver.packed import Package


def locked(package: Package, passphrase: str) -> bytes:
    """The encrypted PDF. The same package gives other bytes each time, by its salt."""
    import pikepdf

    cover, *others = package.files
    made = BytesIO()
    with pikepdf.open(BytesIO(cover.content)) as pdf:
        for file in others:
            pdf.attachments[file.name] = pikepdf.AttachedFileSpec(
                pdf,
                file.content,
                description=file.title,
                filename=file.name,
                mime_type=file.media_type.partition(";")[0],
                creation_date="",
                mod_date="",
            )
        pdf.Root.PageMode = pikepdf.Name.UseAttachments
        lock = pikepdf.Encryption(user=passphrase, owner=passphrase, R=6)
        pdf.save(made, encryption=lock)
    return made.getvalue()
