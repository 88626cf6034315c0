import { ALNUM, BASE64, createChance, HEX, type Chance } from './chance.ts';

/** A text with a secret in it. `secret` must be gone; where it has parts that tell, each of them. */
export type SecretText = { readonly kind: string; readonly text: string; readonly secret: string };

const NAMES = (
  'password Password PASSWORD passwd pwd passphrase secret token apiKey api_key API_KEY api-key ' +
  'apikey APIKEY dbPassword DB_PASS DB_PASSWORD client-secret client_secret clientSecret ' +
  'CLIENT_SECRET privateKey private_key accessToken access_token ACCESS_TOKEN refresh_token ' +
  'id_token authToken auth_token _authToken AWS_SECRET_ACCESS_KEY aws_secret_access_key ' +
  'SecretAccessKey aws_session_token AccountKey SharedAccessKey GITHUB_TOKEN NPM_TOKEN ' +
  'GITLAB_TOKEN SLACK_BOT_TOKEN HEROKU_API_KEY DATADOG_API_KEY DD_APP_KEY SNYK_TOKEN ' +
  'CLOUDFLARE_API_TOKEN OPENAI_API_KEY STRIPE_SECRET_KEY SECRET_KEY_BASE DJANGO_SECRET_KEY ' +
  'JWT_SECRET SESSION_SECRET COOKIE_SECRET encryption_key ENCRYPTION_KEY signing_key MASTER_KEY ' +
  'webhook_secret PGPASSWORD MYSQL_PWD MYSQL_ROOT_PASSWORD REDIS_PASSWORD SMTP_PASSWORD ' +
  'ftp_password spring.datasource.password app.jwt.secret consumer_secret bot_token sessionId ' +
  'session_id PHPSESSID JSESSIONID csrfToken X-Api-Key x-auth-token X-Access-Token ' +
  'X-Amz-Security-Token Private-Token credentials connectionString storage_account_key licenseKey ' +
  'TOKEN_GITHUB apiToken2 oldPassword password_confirmation Passwort contraseña senha пароль パスワード ' +
  '密码 appCertificate AGORA_APP_CERTIFICATE'
).split(' ');

/** How a name and its value stand together. */
const FORMS: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `${name}=${value}`,
  (name, value) => `${name}: ${value}`,
  (name, value) => `${name} = "${value}"`,
  (name, value) => `${name}: '${value}'`,
  (name, value) => `{"${name}": "${value}", "port": 5432}`,
  (name, value) => `{"${name}":"${value}"}`,
  (name, value) => JSON.stringify(JSON.stringify({ [name]: value })),
  (name, value) => `export ${name}=${value}\n`,
  (name, value) => `$env:${name} = "${value}"`,
  (name, value) => `:${name} => "${value}"`,
  (name, value) => `${name} := "${value}"`,
  (name, value) => `https://example.com/cb?${name}=${value}&state=1`,
  (name, value) => `Server=db;User Id=sa;${name}=${value};Encrypt=true`,
  (name, value) => `<${name}>${value}</${name}>`,
  (name, value) => `<add key="${name}" value="${value}" />`,
  (name, value) => `- name: ${name}\n  value: ${value}`,
  (name, value) => `{"name":"${name}","value":"${value}"}`,
  (name, value) => `tool --${name} ${value} --verbose`,
  (name, value) => `tool --${name}=${value}`,
  (name, value) => `curl -H '${name}: ${value}' https://example.com`,
  (name, value) => `Error: cannot log in (${name}: ${value}).`,
  (name, value) => `line one\r\n${name}: ${value}\r\nline three`,
  (name, value) => `\u001b[33m${name}\u001b[0m=\u001b[31m${value}\u001b[0m`,
  (name, value) => `config.set("${name}", "${value}")`,
  (name, value) => `body: ${encodeURIComponent(`${name}=${value}&x=1`)}`,
  (name, value) => `die Angabe „${name}: ${value}“ ist falsch`,
  (name, value) => `[DEBUG] 12:34:56 ${name}=${value}, retry=3`,
  (name, value) => `${name}:\n  "${value}"`,
  (name, value) => `ENV ${name}=${value} \\`,
  (name, value) => `docker run -e ${name}=${value} image`,
];

const VALUES: readonly ((chance: Chance) => string)[] = [
  (chance) => chance.of(ALNUM, 12),
  (chance) => chance.of(HEX, 32),
  (chance) => chance.of(ALNUM, 40),
  (chance) => `${chance.of(ALNUM, 5)}!${chance.of(ALNUM, 5)}`,
  (chance) => `hunter${chance.below(1000)}`,
];

/** Each name in some forms: all pairs of name and form would be thousands. */
export function makeNamed(): SecretText[] {
  const chance = createChance(7);
  return NAMES.flatMap((name, index) =>
    Array.from({ length: 6 }, (_, turn) => {
      const form = FORMS[(index * 6 + turn * 5) % FORMS.length] as (typeof FORMS)[number];
      const secret = chance.pick(VALUES)(chance);
      // An element of XML and a shell's variable cannot have such a name; the others are told by their signs.
      return { kind: `name: ${name}`, text: form(name, secret), secret };
    }),
  );
}

/** Texts in which the place tells, not the name. */
export function makePlaced(): SecretText[] {
  const chance = createChance(8);
  const places: Readonly<Record<string, (secret: string) => string>> = {
    'postgres URL': (secret) => `postgres://app:${secret}@db.example.com:5432/app`,
    'mysql URL': (secret) => `cannot connect to mysql://root:${secret}@localhost/app!`,
    'mongodb URL': (secret) => `mongodb+srv://u:${secret}@cluster0.abcde.mongodb.net/?retryWrites=true`,
    'redis URL': (secret) => `REDIS_URL=redis://:${secret}@redis.example.com:6379/0`,
    'amqp URL': (secret) => `"amqps://guest:${secret}@mq.example.com/vhost"`,
    'https credentials': (secret) => `git clone https://user:${secret}@github.com/owner/repo.git`,
    'https token': (secret) => `fatal: unable to access 'https://${secret}@github.com/owner/repo.git/'`,
    'x-access-token': (secret) => `https://x-access-token:${secret}@github.com/owner/repo`,
    'Sentry DSN': (secret) => `https://${secret}@o12345.ingest.sentry.io/67890`,
    'JDBC URL': (secret) => `jdbc:postgresql://db/app?user=app&password=${secret}&ssl=true`,
    'Oracle URL': (secret) => `jdbc:oracle:thin:scott/${secret}@//db.example.com:1521/XE`,
    'Go DSN': (secret) => `app:${secret}@tcp(127.0.0.1:3306)/app`,
    'ADO string': (secret) => `Data Source=db;Initial Catalog=app;User ID=sa;Password=${secret};`,
    'Azure storage string': (secret) =>
      `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${secret};EndpointSuffix=core.windows.net`,
    'bearer header': (secret) => `Authorization: Bearer ${secret}`,
    'basic header': (secret) => `authorization: Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
    'token header': (secret) => `"Authorization": "token ${secret}"`,
    'proxy header': (secret) => `Proxy-Authorization: Basic ${secret}`,
    'bearer alone': (secret) => `sent Bearer ${secret} and got 401`,
    cookie: (secret) => `Cookie: theme=dark; sid=${secret}; lang=en`,
    'set-cookie': (secret) => `Set-Cookie: session=${secret}; Path=/; HttpOnly`,
    'curl -u': (secret) => `curl -u admin:${secret} https://example.com`,
    'curl --user': (secret) => `curl --user 'admin:${secret}' https://example.com`,
    'mysql -p': (secret) => `mysql -u root -p${secret} app`,
    'sshpass -p': (secret) => `sshpass -p '${secret}' ssh host`,
    'docker login -p': (secret) => `docker login -u user -p ${secret} registry.example.com`,
    'redis-cli -a': (secret) => `redis-cli -h localhost -a ${secret} ping`,
    netrc: (secret) => `machine api.example.com login bob password ${secret}`,
    npmrc: (secret) => `//registry.npmjs.org/:_authToken=${secret}`,
    'SAS signature': (secret) =>
      `https://x.blob.core.windows.net/c?sv=2022-11-02&sig=${secret}%3D&se=2025-01-01`,
    'AWS signature': (secret) => `https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=${secret}`,
    'access token in query': (secret) => `GET /callback?code=1&access_token=${secret} HTTP/1.1`,
    fragment: (secret) => `https://example.com/#access_token=${secret}&token_type=bearer`,
    'SQL password': (secret) => `CREATE USER app IDENTIFIED BY '${secret}'`,
    'said in a sentence': (secret) => `the password is ${secret}.`,
    'said of a token': (secret) => `Use token ${secret} to log in.`,
    'said with words': (secret) => `my api key: ${secret}`,
    'YAML block': (secret) => `password: |\n  ${secret}\nport: 80`,
    'quoted with blanks': (secret) => `password = "correct ${secret} battery staple"`,
    'array of tokens': (secret) => `"tokens": ["${secret}"]`,
    'OTP URL': (secret) => `otpauth://totp/x?secret=${secret}&issuer=x`,
    'docker config': (secret) =>
      `{"auths":{"r.io":{"auth":"${Buffer.from(`user:${secret}`).toString('base64')}"}}}`,
    'PHP array': (secret) => `'password' => '${secret}',`,
    'HTML entity': (secret) => `{&quot;password&quot;:&quot;${secret}&quot;}`,
    'full width': (secret) => `密码：${secret}`,
    'trailing comma': (secret) => `user=bob, password=${secret}, host=db`,
  };
  return Object.entries(places).flatMap(([kind, place]) =>
    [chance.of(ALNUM, 24), chance.of(BASE64.slice(0, 62), 32), `${chance.of(ALNUM, 9)}7`].map((secret) => ({
      kind,
      text: place(secret),
      secret:
        kind === 'basic header' || kind === 'docker config'
          ? Buffer.from(`user:${secret}`).toString('base64')
          : secret,
    })),
  );
}
