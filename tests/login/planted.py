"""For each row of the attack list: the check taken out of the code, so that its tests can be seen to fail.

A bug is one edit or several: (file in portal/, the text as it stands there, once, and what replaces it).
"""

Edit = tuple[str, str, str]

FLOW, TOKENS, DISCOVERY = "login/flow.py", "login/tokens.py", "login/discovery.py"
OUTBOUND, SESSIONS, NEXT = "login/outbound.py", "login/sessions.py", "login/next_page.py"
CALLBACK, START, FRAME = "pages/login/callback.py", "pages/login/start.py", "pages/login/frame.py"
STORE, LOGOUTS = "store/sessions.py", "store/logouts.py"
WORD, ELSEWHERE, OUT = "login/logout_token.py", "pages/login/elsewhere.py", "pages/login/logout.py"
ACTING, TIME = "login/representation.py", "rules/session.py"


def off(file: str, condition: str, instead: str = "False") -> tuple[Edit]:
    """A check that never finds anything."""
    return ((file, f"if {condition}:", f"if {instead}:"),)


def put(file: str, text: str, instead: str) -> tuple[Edit]:
    """A text replaced."""
    return ((file, text, instead),)


ANY_BROWSER = put(
    STORE,
    '            PendingLoginRow.browser_hash == hashed(session, "login.browser", browser),\n'
    "            PendingLoginRow.municipality",
    "            PendingLoginRow.municipality",
)
USED_AGAIN = put(
    STORE,
    "delete(PendingLoginRow)\n        .where(\n            PendingLoginRow.state_hash",
    '__import__("sqlalchemy").update(PendingLoginRow).values(fresh=False)\n'
    "        .where(\n            PendingLoginRow.state_hash",
)
UNVERIFIED = put(
    TOKENS,
    'return jwt.decode(token, key_for, algorithms=["RS256"], registry=registry).claims',
    'return __import__("json").loads(base64.urlsafe_b64decode(token.split(".")[1] + "==="))',
)
ANY_ALGORITHM = (
    *put(TOKENS, 'algorithms=["RS256"], strict', "algorithms=EVERY, strict"),
    *put(TOKENS, 'algorithms=["RS256"], registry', "algorithms=EVERY, registry"),
    *put(
        TOKENS,
        "LEEWAY = 10\n",
        'LEEWAY = 10\nEVERY = ["RS256", "RS384", "ES256", "HS256", "none"]\n',
    ),
)
WRONG_AUDIENCE = off(TOKENS, 'claims.get("aud") not in (provider.client_id, [provider.client_id])')
ANY_LEVEL = off(TOKENS, "not enough(level, expected.level)")
NO_PAUSE = put(DISCOVERY, "RELOAD_PAUSE = timedelta(seconds=30)", "RELOAD_PAUSE = timedelta(0)")
IGNORED_ERROR = off(FLOW, "answer.error is not None")
NO_STATE = off(FLOW, 'not found["state"]')

PLANTED: dict[int, tuple[tuple[Edit, ...], ...]] = {
    1: (off(FLOW, "answer.issuer not in (None, provider.issuer)"),),
    2: (off(FLOW, "answer.issuer is None and metadata.names_itself"),),
    3: (
        put(
            START,
            "sessions.new_secret(), sessions.new_secret()),",
            'sessions.new_secret(), "v" * 43),',
        ),
        off(
            TOKENS,
            'not hmac.compare_digest(text(claims, "nonce").encode(), expected.nonce.encode())',
        ),
    ),
    4: (ANY_BROWSER,),
    5: (ANY_BROWSER,),
    6: (put(FLOW, "len(values) > 1 or ", ""), NO_STATE),
    7: (
        USED_AGAIN,
        put(CALLBACK, "inside(door, None) if door else problem", "problem"),
    ),
    8: (off(FLOW, "not answer.code"),),
    9: (put(FLOW, " or any(len(value) > limit for value in values)", ""),),
    10: (IGNORED_ERROR, USED_AGAIN),
    11: (
        NO_STATE,
        put(
            "templates/login/problem.html",
            "reference=reference) }}",
            'reference=reference ~ request.args.get("error_description", "")) }}',
        ),
    ),
    12: (IGNORED_ERROR,),
    13: (UNVERIFIED,),
    14: (UNVERIFIED,),
    15: (UNVERIFIED,),
    16: (UNVERIFIED,),
    17: (UNVERIFIED, ANY_ALGORITHM),
    18: (
        put(
            TOKENS,
            'return key_of(header["kid"])',
            'return __import__("joserfc.jwk", fromlist=["x"]).RSAKey.import_key(header["jwk"]) '
            'if "jwk" in header else key_of(header["kid"])',
        ),
    ),
    19: (UNVERIFIED,),
    20: (put(TOKENS, "max_header_length = LONGEST_HEADER", "max_header_length = 512"),),
    21: (put(DISCOVERY, "in (None, RELOAD_PAUSE):", "in (None,):"),),
    22: (NO_PAUSE,),
    23: (
        NO_PAUSE,
        off(
            CALLBACK,
            'refusal.reason != "signature" or not discovery().reload_keys(provider, moment)',
            "True",
        ),
    ),
    24: (
        (
            *off(TOKENS, 'not isinstance(header.get("kid"), str)'),
            *put(TOKENS, 'return key_of(header["kid"])', 'return key_of("first")'),
        ),
    ),
    25: (off(TOKENS, 'claims.get("iss") != provider.issuer'),),
    26: (
        WRONG_AUDIENCE,
        off(
            TOKENS,
            'claims.get("aud") not in (provider.client_id, [provider.client_id])',
            'provider.client_id not in (claims.get("aud") or ())',
        ),
    ),
    27: (
        WRONG_AUDIENCE,
        off(TOKENS, 'claims.get("azp", provider.client_id) != provider.client_id'),
    ),
    28: (
        off(TOKENS, "expires + LEEWAY <= now"),
        put(TOKENS, "LEEWAY = 10\n", "LEEWAY = 120\n"),
    ),
    29: (
        off(TOKENS, "issued - LEEWAY > now or now - issued > LONGEST_LIFE"),
        off(TOKENS, "not 0 < expires - issued <= longest_life"),
        off(TOKENS, '"nbf" in claims and whole_seconds(claims, "nbf") - LEEWAY > now'),
        off(TOKENS, "not isinstance(value, int) or isinstance(value, bool)"),
    ),
    30: (
        off(
            TOKENS,
            'not hmac.compare_digest(text(claims, "nonce").encode(), expected.nonce.encode())',
        ),
    ),
    31: (
        off(
            TOKENS,
            '"at_hash" in claims and text(claims, "at_hash") != half_hash(str(access_token))',
        ),
    ),
    32: (
        off(TOKENS, "not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT"),
        off(TOKENS, "not value.isprintable()"),
    ),
    33: (
        ANY_LEVEL,
        put(
            TOKENS,
            "raise LoginRefused(claim)",
            "return Level.HIGH if provider.kind == 'citizen' else Level.STAFF",
        ),
        put(START, "return level if level in SURENESS else Level.HIGH", "return Level.SUBSTANTIAL"),
        off(CALLBACK, 'reason == "acr-lower"'),
    ),
    34: (off(FLOW, "place.metadata.par_endpoint is None", "True"), ANY_LEVEL),
    35: (
        off(TOKENS, "not NATIONAL_NUMBER.fullmatch(number)"),
        put(
            SESSIONS,
            "if identity.number is None:\n        return None",
            "if identity.number is None:\n        identity = Identity(identity.issuer, '', identity.level, None, '00000000000')",
        ),
    ),
    36: (
        off(
            TOKENS,
            "not NATIONAL_NUMBER.fullmatch(number)",
            'not __import__("portal.rules.national_number", fromlist=["x"]).national_number(number)',
        ),
    ),
    37: (
        off(TOKENS, "not synthetic_people and (test_login or invented)"),
        off(
            TOKENS,
            "not synthetic_people and (test_login or invented)",
            "not synthetic_people and test_login",
        ),
        off(
            TOKENS,
            "not synthetic_people and (test_login or invented)",
            "not synthetic_people and invented",
        ),
        off(TOKENS, "synthetic_people and number is not None and not invented"),
        off(CALLBACK, "reason in WRONG_PEOPLE"),
    ),
    38: (
        off(
            TOKENS,
            "not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN",
            "not isinstance(token, str)",
        ),
        UNVERIFIED,
    ),
    39: (off(TOKENS, 'header.get("typ", "JWT") not in types'),),
    40: (
        put(OUTBOUND, "SECONDS_IN_ALL = 5.0", "SECONDS_IN_ALL = 8.0"),
        put(OUTBOUND, "answers.get(timeout=SECONDS_IN_ALL)", "answers.get(timeout=15)"),
        put(OUTBOUND, "AT_ONCE = 5 ", "AT_ONCE = 50 "),
        put(OUTBOUND, "AT_ONCE_TO_ONE = 4", "AT_ONCE_TO_ONE = 5"),
        put(
            FLOW,
            "(requests.RequestException, *NONSENSE) as error",
            "requests.RequestException as error",
        ),
        put(DISCOVERY, "acquire(blocking=False)", "acquire(timeout=10)"),
    ),
    41: (off(OUTBOUND, "300 <= answer.status_code < 400"),),
    42: (
        put(DISCOVERY, "KEYS_LIFE = timedelta(hours=1)", "KEYS_LIFE = timedelta(days=7)"),
        put(
            DISCOVERY,
            "if not keys:\n            raise ProviderAway",
            "if not keys:\n            pass",
        ),
    ),
    43: (
        off(DISCOVERY, 'document.get("issuer") != provider.issuer'),
        put(DISCOVERY, "parts.scheme == scheme and ", ""),
        put(DISCOVERY, "and bool(parts.hostname) ", ""),
        put(DISCOVERY, "ValueError, RecursionError) as error", "TypeError) as error"),
        off(OUTBOUND, "provider.on_loopback", "True"),
    ),
    44: (
        put(
            DISCOVERY,
            "except ProviderAway:\n            return kept[0]",
            "except ProviderAway:\n            raise",
        ),
        put(
            DISCOVERY,
            "PAUSE_AFTER_FAILURE = timedelta(seconds=10)",
            "PAUSE_AFTER_FAILURE = timedelta(0)",
        ),
        put(
            "pages/home.py",
            "200 if all(state.values())",
            "200 if all(state.values()) and word_for_readiness() != 'away'",
        ),
        put(START, "except ProviderAway:", "except ZeroDivisionError:"),
    ),
    45: (
        put(FLOW, 'raise LoginRefused("par-" + known(said.get("error")))', "raise ProviderAway"),
        put(FLOW, 'known(said.get("error"))', 'str(said.get("error"))'),
    ),
    46: (
        put(NEXT, 'return wanted if wanted.startswith(f"/{slug}/") else None', "return wanted"),
        put(NEXT, " or not OWN_PATH.fullmatch(wanted)", ""),
        put(NEXT, "OWN_PATH.fullmatch", "OWN_PATH.match"),
        put(NEXT, " or len(wanted) > LONGEST", ""),
    ),
    47: (
        put(
            SESSIONS,
            "token, old = new_secret(), secret_in(request, COOKIES[kind])\n    with",
            "token, old = secret_in(request, COOKIES[kind]) or new_secret(), None\n    with",
        ),
        put(
            STORE,
            'row.token_hash, row.acting_for = hashed(session, "session", new), acting_for',
            "row.acting_for = acting_for",
        ),
        put(
            STORE,
            "    if row.ended_at is None:\n        row.ended_at = now(session)",
            "    if row.ended_at is None:\n        pass",
        ),
    ),
    48: (put(STORE, "MOST_PENDING = 5", "MOST_PENDING = 1"),),
    49: (put(STORE, "MOST_PENDING = 5", "MOST_PENDING = 50"),),
    50: (
        put(
            SESSIONS,
            "before = store.end(session, old) if old is not None else None",
            "before = None",
        ),
        off(CALLBACK, "not begun.same_person"),
        off(TOKENS, 'whole_seconds(claims, "auth_time") + LEEWAY < asked_at'),
        put(FLOW, 'asked["prompt"] = "login"', "pass"),
    ),
    51: (
        off(OUT, "not LogoutForm().validate_on_submit()"),
        put(OUT, "hmac.compare_digest(found[0].encode(), state.encode())", "True"),
        put(OUT, "bool(state) and len(found) == 1 and ", "not found or "),
    ),
    52: (
        put(LOGOUTS, "        SessionRow.provider_session == sid,\n", ""),
        put(LOGOUTS, "        SessionRow.municipality == municipality,\n", ""),
        put(ELSEWHERE, 'return named in (provider.issuer, provider.issuer + "/")', "return True"),
        off(ELSEWHERE, "named is None", "False and named"),
        put(ELSEWHERE, "sorted({one.browser_origin for one in place.providers})", '"*"'),
    ),
    53: (
        off(WORD, 'claims.get("events") != EVENTS'),
        off(WORD, '"nonce" in claims'),
        off(WORD, "issued - LEEWAY > now or now - issued > LONGEST_LIFE"),
        off(WORD, "expires + LEEWAY <= now"),
        put(WORD, 'TYPES = ("logout+jwt",)', 'TYPES = ("logout+jwt", "JWT")'),
        put(
            LOGOUTS, "is not None\n\n\ndef forget_used", "is not None or True\n\n\ndef forget_used"
        ),
        off(ELSEWHERE, "len(found) != 1", "not found"),
        UNVERIFIED,
    ),
    54: (
        put(LOGOUTS, "row.ended_elsewhere = True", "row.ended_elsewhere = False"),
        put(STORE, "late = is_late(row.created_at, row.seen_at, moment)", "late = False"),
    ),
    55: (
        put(TIME, "IDLE = timedelta(minutes=30)", "IDLE = timedelta(minutes=60)"),
        put(TIME, "ABSOLUTE = timedelta(minutes=120)", "ABSOLUTE = timedelta(minutes=240)"),
        put(TIME, "created_at <= now < created_at", "now < created_at"),
        put(
            "pages/access.py",
            'answer.headers["HX-Redirect"] = address',
            'answer.headers["Location"] = address',
        ),
    ),
    56: (put("headers.py", 'Cache.PERSONAL: "no-store"', 'Cache.PERSONAL: "private"'),),
    57: (
        off(
            ACTING,
            "representative is None or representative != wanted.representative",
            "representative is None",
        ),
        put(ACTING, "given(answer) & set(wanted.roles)", "given(answer)"),
        off(
            ACTING,
            "not isinstance(details, list) or len(details) != 1",
            "not isinstance(details, list)",
        ),
        put(
            "pages/login/representation.py",
            "view is None or view.actor.id != id_of(identity.number)",
            "view is None",
        ),
        off("pages/login/representation.py", "grant is None or person is None"),
        put(
            "rules/register_answers.py",
            "stepped_down or here.ended_by is Hand.PERSON",
            "stepped_down",
        ),
        off("rules/representation.py", "said_by_register and not is_fresh(grant, now)"),
        put("pages/access.py", "    view = asked_again(view)\n", ""),
    ),
    58: (
        (
            *WRONG_AUDIENCE,
            *off(TOKENS, 'claims.get("azp", provider.client_id) != provider.client_id'),
        ),
    ),
    59: (
        put(
            STORE,
            "            PendingLoginRow.municipality == municipality,\n        )\n        .returning",
            "        )\n        .returning",
        ),
        (
            *put(
                FRAME,
                'base: str = current_app.extensions["settings"].base_url',
                'base: str = request.host_url.rstrip("/")',
            ),
            *put("app.py", '{**environ, "HTTP_HOST": host}', "environ"),
        ),
        WRONG_AUDIENCE,
    ),
    60: (
        put(CALLBACK, 'answer.headers["Referrer-Policy"] = "no-referrer"', "pass"),
        put(
            FRAME,
            '"login refused: %s, reference %s", reason, reference',
            '"login refused: %s, %s", reason, request.url',
        ),
        put(
            CALLBACK,
            "    expected = Expected(",
            '    log.debug("tokens: %s", tokens)\n    expected = Expected(',
        ),
        put(
            FLOW,
            "    said = object_in(answer)\n",
            '    __import__("logging").getLogger("x").debug("asked %s", fields)\n    said = object_in(answer)\n',
        ),
    ),
}
