// A certified OpenID provider that behaves as ID-porten does, for the tests to log in at.
//
// The first line on stdin is JSON: {port, clients, keys, chain}. When it says "ready" on stdout it serves.
// It lives on loopback, keeps everything in memory and ends when stdin closes.
//   POST /control  {keys} takes other signing keys; the sessions and codes stay
//   GET  /control  the assertions and questions it has accepted, the headers of its tokens, the logouts it has told of

import { createHash, createSign, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

import { Provider, errors, interactionPolicy } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

const LEVELS = ['idporten-loa-substantial', 'idporten-loa-high'];
const ACTING = 'idporten:fullmakt';
const LONGEST_ASSERTION = 120;

const setup = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
const issuer = `http://127.0.0.1:${setup.port}`;
const memory = createMemoryAdapter(15);
const seen = { assertions: [], questions: [], tokens: [], logouts: [] };
let keys = setup.keys;
let provider = started();

function started() {
  const made = new Provider(issuer, configuration());
  made.on('pushed_authorization_request.success', (ctx) => seen.questions.push(ctx.oidc.params.toPlainObject()));
  for (const at of ['server_error', 'pushed_authorization_request.error', 'authorization.error', 'grant.error']) {
    made.on(at, (_ctx, error) => console.error(at, error.error_detail ?? error.error_description ?? error));
  }
  made.on('backchannel.success', (_ctx, client) => seen.logouts.push({ client: client.clientId, taken: true }));
  made.on('backchannel.error', (_ctx, error, client) => {
    console.error(error);
    seen.logouts.push({ client: client.clientId, taken: false });
  });
  if (setup.chain) carryChain(made);
  return made;
}

function configuration() {
  return {
    adapter: memory,
    clients: setup.clients.map((client) => ({
      authorization_details_types: [ACTING],
      backchannel_logout_session_required: true,
      require_pushed_authorization_requests: true,
      subject_type: 'pairwise',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS256',
      ...client,
    })),
    jwks: { keys },
    acrValues: LEVELS,
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time', 'authorization_details', 'jti', 'locale', 'pid'] },
    clientAuthMethods: ['private_key_jwt'],
    scopes: ['openid', 'profile'],
    responseTypes: ['code'],
    subjectTypes: ['pairwise'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'], clientAuthSigningAlgValues: ['RS256'] },
    pkce: { required: () => true },
    ttl: { AccessToken: 120, AuthorizationCode: 60, Grant: 7200, IdToken: 120, Interaction: 600, Session: 7200 },
    // A logout is a POST from another site: the session's cookie must come along.
    enableHttpPostMethods: true,
    cookies: {
      names: { session: 'op_session', interaction: 'op_interaction', resume: 'op_resume' },
      keys: ['of no worth'],
      long: { httpOnly: true, sameSite: 'none' },
    },
    routes: {
      authorization: '/authorize',
      end_session: '/logout',
      pushed_authorization_request: '/par',
    },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      // This library grants authorization details for a resource only; ID-porten has no such thing.
      resourceIndicators: {
        enabled: true,
        defaultResource: ({ oidc }) => (oidc.params?.authorization_details ? `${issuer}/acting` : undefined),
        getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'opaque' }),
        useGrantedResource: () => true,
      },
      richAuthorizationRequests: {
        enabled: true,
        types: { [ACTING]: { validate: checkRoles } },
        authorizationDetailsForGrantSource: chosenToActFor,
        authorizationDetailsForAccessToken: (_ctx, _token, code) => code.rar,
        authorizationDetailsForIntrospection: () => [],
      },
      rpInitiatedLogout: { enabled: true, logoutSource: confirmLogout },
      userinfo: { enabled: false },
    },
    // The portal is on loopback, where the provider's own guard would send nothing.
    fetch: (url, { dispatcher: _guard, ...options }) => fetch(url, options),
    interactions: { policy: policy(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    assertJwtClientAuthClaimsAndHeader: checkAssertion,
    findAccount: (_ctx, id, code) => ({ accountId: id, claims: () => ({ ...claimsOf(id), ...actingOf(id, code) }) }),
    pairwiseIdentifier: (_ctx, id, client) => createHash('sha256').update(`${client.clientId} ${id}`).digest('base64url'),
    loadExistingGrant: everythingGranted,
  };
}

// The wish for a level is voluntary in OpenID Connect; at ID-porten it is not.
function policy() {
  const all = interactionPolicy.base();
  all.remove('consent');
  all.get('login').checks.add(
    new interactionPolicy.Check('level', 'a surer login is asked for', ({ oidc }) => {
      const asked = oidc.params.acr_values?.split(' ') ?? LEVELS;
      return Boolean(oidc.session.accountId) && !asked.includes(oidc.session.acr);
    }),
  );
  all.add(
    new interactionPolicy.Prompt(
      { name: 'acting' },
      new interactionPolicy.Check('acting', 'for whom is not chosen', ({ oidc }) =>
        Boolean(oidc.params.authorization_details) && !oidc.result?.acting),
    ),
  );
  return all;
}

// ID-porten: the issuer and nothing else as audience, one registered key by its kid, a short life.
function checkAssertion(ctx, claims, header) {
  if (claims.aud !== issuer) throw new errors.InvalidClientAuth('aud must be the issuer');
  if (claims.sub !== claims.iss) throw new errors.InvalidClientAuth('sub must be the client');
  if (!header.kid) throw new errors.InvalidClientAuth('kid must be there');
  if (!(claims.exp - claims.iat <= LONGEST_ASSERTION)) throw new errors.InvalidClientAuth('life');
  if (ctx.oidc.params.client_id !== claims.iss) throw new errors.InvalidClientAuth('client_id');
  seen.assertions.push({ claims, header, at: ctx.path });
}

// Only somebody with a number has one: the foreign visitor has none.
function claimsOf(id) {
  return { sub: id, jti: randomUUID(), locale: 'nb', ...(/^\d{11}$/.test(id) ? { pid: id } : {}) };
}

function checkRoles(_ctx, { permission_roles: roles }) {
  if (!Array.isArray(roles) || !roles.length) throw new errors.InvalidAuthorizationDetails('permission_roles');
}

// The one who was chosen goes with the code; nobody (an empty number) is somebody who acts for themself.
function chosenToActFor({ oidc }, _code) {
  const [asked] = JSON.parse(oidc.params.authorization_details);
  return [{ ...asked, authorizer: oidc.result.acting.person }];
}

// ID-porten says it in the id_token too.
function actingOf(id, code) {
  if (!code?.rar) return {};
  const [{ authorizer, permission_roles: [role] }] = code.rar;
  const answer = {
    type: ACTING,
    authorizer: { pid: authorizer, name: 'NOEN' },
    authorized_representative: { pid: id, name: 'EN ANNEN' },
    permissions: [{ owner: 'kommune', role }],
  };
  return { authorization_details: authorizer ? [answer] : [] };
}

async function everythingGranted({ oidc }) {
  const kept = oidc.session.grantIdFor(oidc.client.clientId);
  if (kept) return oidc.provider.Grant.find(kept);
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

// ID-porten's tokens carry a certificate chain in their header; this provider's cannot, so they are signed again.
function carryChain(made) {
  const { issue } = made.IdToken.prototype;
  made.IdToken.prototype.issue = async function withChain(options) {
    const [header, payload] = (await issue.call(this, options)).split('.');
    const longer = { ...JSON.parse(Buffer.from(header, 'base64url')), x5c: setup.chain };
    seen.tokens.push(longer);
    const signed = `${Buffer.from(JSON.stringify(longer)).toString('base64url')}.${payload}`;
    const mark = createSign('sha256').update(signed).sign({ key: keys[0], format: 'jwk' }, 'base64url');
    return `${signed}.${mark}`;
  };
}

function page(body) {
  return `<!doctype html><title>Test</title>${body}`;
}

function confirmLogout(ctx, form) {
  ctx.body = page(`${form}<button form="op.logoutForm" name="logout" value="yes">Log out</button>`);
}

// The chooser: whoever the test says (`person`, `level`), or nobody (`cancel`); then whom to act for (`person`).
const choices = {
  login: (chosen) => ({ login: { accountId: chosen.get('person'), acr: chosen.get('level'), amr: ['TestID'] } }),
  acting: (chosen) => ({ acting: { person: chosen.get('person') } }),
};

async function interact(request, response) {
  const { params, prompt } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html');
    response.end(page(`<form method="post" data-prompt="${prompt.name}" data-client="${params.client_id}"></form>`));
    return;
  }
  const chosen = new URLSearchParams(await text(request));
  const result = chosen.has('cancel') ? { error: 'access_denied' } : choices[prompt.name](chosen);
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function control(request, response) {
  if (request.method === 'POST') {
    ({ keys } = JSON.parse(await text(request)));
    provider = started();
  }
  response.end(JSON.stringify(seen));
}

async function answer(request, response) {
  if (request.url.startsWith('/interaction/')) return interact(request, response);
  if (request.url === '/control') return control(request, response);
  return provider.callback()(request, response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
server.listen(setup.port, '127.0.0.1', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit());
