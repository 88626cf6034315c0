import { ALNUM, BASE32, BASE36, BASE64, DIGIT, HEX, LOWER, UPPER, URL64, type Chance } from './chance.ts';

/** Makes a secret that tells itself. */
export type Make = (chance: Chance) => string;

const after =
  (prefix: string | readonly string[], alphabet: string, ...lengths: readonly number[]): Make =>
  (chance) =>
    (typeof prefix === 'string' ? prefix : chance.pick(prefix)) + chance.of(alphabet, chance.pick(lengths));

const uuid: Make = (chance) => [8, 4, 4, 4, 12].map((size) => chance.of(HEX, size)).join('-');
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const json = (chance: Chance): string =>
  encode({ sub: chance.of(DIGIT, 10), name: chance.of(LOWER, 6), iat: 1_516_239_022 });
const body = (chance: Chance, lines: number): string =>
  Array.from({ length: lines }, () => chance.of(BASE64, 64)).join('\n');
const pem =
  (label: string): Make =>
  (chance) =>
    [`-----BEGIN ${label}-----`, body(chance, 4), `-----END ${label}-----`].join('\n');

/** Formats by kind, as their makers describe them (see rule-examples.ts for the places). */
export const TOKENS: Readonly<Record<string, Make>> = {
  'AWS access key id': after(['AKIA', 'ASIA', 'ABIA', 'ACCA'], BASE32, 16),
  'AWS secret, bare': (chance) => `${chance.of(BASE64, 39)}k`,
  'AWS session token': after(['FwoGZXIvYXdzE', 'IQoJb3JpZ2luX2Vj'], BASE64, 120, 300),
  'Google API key': after('AIza', URL64, 35),
  'Google OAuth access token': after('ya29.', URL64, 60, 120),
  'Google OAuth secret': after('GOCSPX-', URL64, 28),
  'Google refresh token': after('1//0', URL64, 60),
  'Azure client secret': (chance) => `${chance.of(ALNUM, 3)}8Q~${chance.of(URL64, 34)}`,
  'Azure storage key': (chance) => `${chance.of(BASE64, 86)}==`,
  'Alibaba access key': after('LTAI', ALNUM, 20),
  'DigitalOcean token': after(['dop_v1_', 'doo_v1_', 'dor_v1_'], HEX, 64),
  'Heroku key': after('HRKU-', URL64, 60),
  'Fly token': after(['fm2_', 'fo1_'], URL64, 43, 120),
  'Vercel token': after('', ALNUM, 32),
  'Netlify token': after('nfp_', ALNUM, 36),
  'Cloudflare origin CA key': (chance) => `v1.0-${chance.of(HEX, 24)}-${chance.of(HEX, 146)}`,
  'Supabase key': after(['sbp_', 'sb_secret_'], HEX, 40),
  'PlanetScale token': after(['pscale_tkn_', 'pscale_pw_'], URL64, 43),
  'Tailscale key': (chance) => `tskey-auth-${chance.of(ALNUM, 12)}-${chance.of(ALNUM, 32)}`,
  'Dynatrace token': (chance) => `dt0c01.${chance.of(BASE32, 24)}.${chance.of(BASE32, 64)}`,
  'Databricks token': after('dapi', HEX, 32),
  'Doppler token': after(['dp.pt.', 'dp.st.prd.'], ALNUM, 43),
  'Vault token': after(['hvs.', 'hvb.', 'hvr.'], URL64, 90, 100),
  'Vault token, old': after('s.', ALNUM, 24),
  'Terraform token': (chance) => `${chance.of(ALNUM, 14)}.atlasv1.${chance.of(URL64, 67)}`,
  'Pulumi token': after('pul-', HEX, 40),
  'LaunchDarkly key': (chance) => `${chance.pick(['sdk', 'mob', 'api'])}-${uuid(chance)}`,
  'Grafana service account': (chance) => `glsa_${chance.of(ALNUM, 32)}_${chance.of(HEX, 8)}`,
  'Grafana cloud token': after('glc_', BASE64, 80),
  'Honeycomb key': after(['hcaik_', 'hcbik_'], BASE36, 58),
  'New Relic key': after(['NRAK-', 'NRII-'], UPPER + DIGIT, 27),
  'New Relic licence': (chance) => `${chance.of(HEX, 36)}NRAL`,
  'Sentry token': after(['sntryu_', 'sntrya_'], HEX, 64),
  'Sentry organisation token': (chance) => `sntrys_${json(chance)}_${chance.of(BASE64, 43)}`,
  'PostHog key': after(['phx_', 'phc_', 'phs_'], ALNUM, 43),
  'GitHub token': after(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], ALNUM, 36, 76),
  'GitHub fine-grained token': (chance) => `github_pat_${chance.of(ALNUM, 22)}_${chance.of(ALNUM, 59)}`,
  'GitLab token': after(
    ['glpat-', 'glrt-', 'gldt-', 'glptt-', 'glft-', 'glimt-', 'glagent-', 'glcbt-'],
    URL64,
    20,
    50,
  ),
  'GitLab runner registration': after('GR1348941', URL64, 20),
  'Bitbucket app password': after('ATBB', ALNUM, 32),
  'Atlassian token': (chance) => `ATATT3xFfGF0${chance.of(URL64, 170)}=${chance.of(HEX.toUpperCase(), 8)}`,
  'npm token': after('npm_', ALNUM, 36),
  'PyPI token': after(['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZw'], URL64, 120, 160),
  'RubyGems key': after('rubygems_', HEX, 48),
  'crates.io token': after('cio', ALNUM, 32),
  'NuGet key': after('oy2', BASE36, 43),
  'Docker Hub token': after(['dckr_pat_', 'dckr_oat_'], URL64, 27, 32),
  'Clojars token': after('CLOJARS_', HEX, 60),
  'Artifactory key': after('AKCp', ALNUM, 69),
  'CircleCI token': (chance) => `CCIPAT_${chance.of(ALNUM, 22)}_${chance.of(HEX, 40)}`,
  'Sonar token': after(['sqp_', 'squ_', 'sqa_'], HEX, 40),
  'Postman key': (chance) => `PMAK-${chance.of(HEX, 24)}-${chance.of(HEX, 34)}`,
  'Slack bot token': (chance) =>
    `xoxb-${chance.of(DIGIT, 12)}-${chance.of(DIGIT, 13)}-${chance.of(ALNUM, 24)}`,
  'Slack user token': (chance) =>
    `xoxp-${chance.of(DIGIT, 12)}-${chance.of(DIGIT, 12)}-${chance.of(DIGIT, 12)}-${chance.of(HEX, 32)}`,
  'Slack app token': (chance) =>
    `xapp-1-A${chance.of(UPPER + DIGIT, 10)}-${chance.of(DIGIT, 13)}-${chance.of(HEX, 64)}`,
  'Slack webhook': (chance) =>
    `https://hooks.slack.com/services/T${chance.of(UPPER + DIGIT, 8)}/B${chance.of(UPPER + DIGIT, 8)}/${chance.of(ALNUM, 24)}`,
  'Discord webhook': (chance) =>
    `https://discord.com/api/webhooks/${chance.of(DIGIT, 18)}/${chance.of(URL64, 68)}`,
  'Discord bot token': (chance) =>
    `${chance.pick(['M', 'N', 'O'])}${chance.of(ALNUM, 23)}.${chance.of(URL64, 6)}.${chance.of(URL64, 38)}`,
  'Telegram bot token': (chance) => `${chance.of('123456789', 9)}:AA${chance.of(URL64, 33)}`,
  'Facebook token': after('EAACEdEose0cBA', ALNUM, 100),
  'Twilio key': after(['SK', 'AC'], HEX, 32),
  'SendGrid key': (chance) => `SG.${chance.of(URL64, 22)}.${chance.of(URL64, 43)}`,
  'Mailgun key': after('key-', HEX, 32),
  'Mailgun key, new': (chance) => `${chance.of(HEX, 32)}-${chance.of(HEX, 8)}-${chance.of(HEX, 8)}`,
  'Mailchimp key': (chance) => `${chance.of(HEX, 32)}-us${chance.of('123456789', 1)}`,
  'Brevo key': (chance) => `xkeysib-${chance.of(HEX, 64)}-${chance.of(ALNUM, 16)}`,
  'Resend key': (chance) => `re_${chance.of(ALNUM, 8)}_${chance.of(ALNUM, 24)}`,
  'Stripe key': after(['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], ALNUM, 24, 99),
  'Stripe webhook secret': after('whsec_', ALNUM, 32),
  'Square token': after(['sq0atp-', 'sq0csp-'], URL64, 22, 43),
  'Braintree token': (chance) => `access_token$production$${chance.of(BASE36, 16)}$${chance.of(HEX, 32)}`,
  'PayPal secret': after('E', ALNUM, 79),
  'Shopify token': after(['shpat_', 'shpca_', 'shppa_', 'shpss_'], HEX, 32),
  'Plaid token': (chance) => `access-sandbox-${uuid(chance)}`,
  'Linear key': after(['lin_api_', 'lin_oauth_'], ALNUM, 40),
  'Notion token': after(['secret_', 'ntn_'], ALNUM, 43),
  'Figma token': after('figd_', URL64, 40),
  'Asana token': (chance) => `1/${chance.of('123456789', 16)}:${chance.of(HEX, 32)}`,
  'Airtable token': (chance) => `pat${chance.of(ALNUM, 14)}.${chance.of(HEX, 64)}`,
  'HubSpot token': (chance) => `pat-na1-${uuid(chance)}`,
  'OpenAI key': after(['sk-', 'sk-proj-', 'sk-svcacct-', 'sk-admin-'], ALNUM, 48, 120),
  'Anthropic key': after(['sk-ant-api03-', 'sk-ant-admin01-'], URL64, 95),
  'Hugging Face token': after('hf_', ALNUM, 34),
  'Replicate token': after('r8_', ALNUM, 37),
  'Groq key': after('gsk_', ALNUM, 52),
  'Cohere key': after('', ALNUM, 40),
  'Perplexity key': after('pplx-', ALNUM, 48),
  'xAI key': after('xai-', ALNUM, 80),
  'OpenRouter key': after('sk-or-v1-', HEX, 64),
  'LangSmith key': (chance) => `lsv2_pt_${chance.of(HEX, 32)}_${chance.of(HEX, 10)}`,
  'NVIDIA key': after('nvapi-', URL64, 64),
  JWT: (chance) => `${encode({ alg: 'HS256', typ: 'JWT' })}.${json(chance)}.${chance.of(URL64, 43)}`,
  'JWT, unsigned': (chance) => `${encode({ alg: 'none' })}.${json(chance)}.`,
  JWE: (chance) =>
    [
      encode({ alg: 'RSA-OAEP', enc: 'A256GCM' }),
      ...[342, 16, 63, 22].map((size) => chance.of(URL64, size)),
    ].join('.'),
  PASETO: after(['v2.local.', 'v4.public.'], URL64, 120),
  'RSA private key': pem('RSA PRIVATE KEY'),
  'EC private key': pem('EC PRIVATE KEY'),
  'PKCS #8 key': pem('PRIVATE KEY'),
  'encrypted key': pem('ENCRYPTED PRIVATE KEY'),
  'OpenSSH key': pem('OPENSSH PRIVATE KEY'),
  'DSA key': pem('DSA PRIVATE KEY'),
  certificate: pem('CERTIFICATE'),
  'PGP key': (chance) =>
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${body(chance, 3)}\n=${chance.of(BASE64, 4)}\n-----END PGP PRIVATE KEY BLOCK-----`,
  'PEM on one line': (chance) => pem('PRIVATE KEY')(chance).replaceAll('\n', '\\n'),
  'PuTTY key': (chance) =>
    `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: imported\nPublic-Lines: 2\n${body(chance, 2)}\nPrivate-Lines: 2\n${body(chance, 2)}\nPrivate-MAC: ${chance.of(HEX, 40)}`,
  'age key': after('AGE-SECRET-KEY-1', UPPER + DIGIT, 58),
  'SSH public key': (chance) =>
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${chance.of(BASE64, 43)} ${chance.of(LOWER, 6)}@laptop`,
  'bcrypt hash': after('$2b$10$', `${ALNUM}./`, 53),
  'argon2 hash': (chance) =>
    `$argon2id$v=19$m=65536,t=3,p=4$${chance.of(BASE64, 22)}$${chance.of(BASE64, 43)}`,
  'crypt hash': (chance) => `$6$${chance.of(ALNUM, 8)}$${chance.of(`${ALNUM}./`, 86)}`,
  'extended private key': after('xprv9s21ZrQH143K', ALNUM.replace(/[0OIl]/g, ''), 95),
  'random, letters and digits': after('', ALNUM, 32, 40, 64),
  'random, base64url': after('', URL64, 43),
  'random, base64': (chance) => `${chance.of(BASE64, 43)}=`,
};
