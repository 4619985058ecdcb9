"""Every call to a login provider goes through here, so that a slow one holds nothing else up.

A call takes five seconds in all, name look-up and a dripping answer counted in, is never followed
anywhere else and reads at most 256 kB. Few are under way at once: the rest are refused at once, and
most of the server's threads are always free for those who read or are logged in.
"""

from contextlib import ExitStack
from http.client import HTTPException
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError

from portal.login.providers import Provider

SECONDS_IN_ALL = 5.0
LARGEST_ANSWER = 256 * 1024
AT_ONCE = 5  # of the server's eight threads
AT_ONCE_TO_ONE = 4
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}


class Line(BaseAdapter):
    """The line to one provider, shared by the threads of a process: an adapter for `requests`.

    `everybody` counts the calls to all providers; `network` does the calling. `well` is whether the
    last call was answered.
    """

    def __init__(self, everybody: BoundedSemaphore, network: BaseAdapter) -> None:
        super().__init__()
        self.slots = (everybody, BoundedSemaphore(AT_ONCE_TO_ONE))
        self.network = network
        self.well = True

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        """The whole answer. Raises a `requests` error when it is late, huge or leads elsewhere."""
        taken = ExitStack()
        for slot in self.slots:
            if not slot.acquire(blocking=False):
                taken.close()
                raise requests.ConnectionError("too many calls at once")
            taken.callback(slot.release)
        answers: SimpleQueue[requests.Response | Exception] = SimpleQueue()
        work = (request, {**options, "timeout": SECONDS_IN_ALL, "stream": True}, answers, taken)
        Thread(target=self._call, args=work, daemon=True).start()
        self.well = False
        answer = answer_in_time(answers)
        self.well = answer.status_code < 500
        return answer

    def close(self) -> None:
        """A session that is done with the line does not end it for the others."""

    def _call(
        self,
        request: requests.PreparedRequest,
        options: dict[str, Any],
        answers: "SimpleQueue[requests.Response | Exception]",
        taken: ExitStack,
    ) -> None:
        """One call, in a thread of its own: whoever asked waits no longer than the time in all."""
        outcome: requests.Response | Exception
        with taken:
            try:
                outcome = whole(self.network.send(request, **options))
            except requests.RequestException as error:
                outcome = error  # an OSError too, but it says what went wrong
            except (HTTPException, HTTPError, OSError) as error:  # also while the body is read
                outcome = requests.ConnectionError(type(error).__name__)
            except Exception as error:
                outcome = error
        answers.put(outcome)


def answer_in_time(answers: "SimpleQueue[requests.Response | Exception]") -> requests.Response:
    """What came of a call. Raises what went wrong, or a `requests` error when time was up."""
    try:
        answer = answers.get(timeout=SECONDS_IN_ALL)
    except Empty:
        raise requests.Timeout("no whole answer in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def whole(answer: requests.Response) -> requests.Response:
    """The answer with its body read, within the limits. Raises a `requests` error."""
    latest, parts, size = monotonic() + SECONDS_IN_ALL, [], 0
    try:
        if 300 <= answer.status_code < 400:
            raise requests.TooManyRedirects("redirects are not followed")
        while part := answer.raw.read1(LARGEST_ANSWER + 1 - size):
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER or monotonic() > latest:
                raise requests.RequestException("the answer is too large or too slow")
    finally:
        answer.close()
    answer.raw = BytesIO(b"".join(parts))
    answer.encoding = "utf-8"  # as JSON is: guessing it of nonsense takes long
    return answer


class Lines:
    """The lines of one process, one for each provider. `network` lets tests answer instead."""

    def __init__(self, network: BaseAdapter | None = None) -> None:
        self.network = network or HTTPAdapter()
        self.everybody = BoundedSemaphore(AT_ONCE)
        self._lines: dict[str, Line] = {}

    def to(self, provider: Provider) -> Line:
        """The line to this provider."""
        return self._lines.setdefault(provider.issuer, Line(self.everybody, self.network))

    def prepare(self, session: requests.Session, provider: Provider) -> None:
        """Let a session call over this provider's line and no other way, past no proxy on loopback."""
        line = self.to(provider)
        session.adapters.clear()
        session.mount("https://", line)
        if provider.on_loopback:
            session.mount("http://", line)
        session.trust_env = not provider.on_loopback
        session.headers.update(HEADERS)

    def session_for(self, provider: Provider) -> requests.Session:
        """A session that calls this provider."""
        session = requests.Session()
        self.prepare(session, provider)
        return session
