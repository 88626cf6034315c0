import { ALNUM, BASE64, createChance, DIGIT, HEX, LOWER } from './chance.ts';
import { INNOCENT_MESSAGES } from './innocent-messages.ts';
import { lines } from './lines.ts';

/** What redaction must leave as it is, by kind. */
export const INNOCENTS: Readonly<Record<string, readonly string[]>> = {
  ...INNOCENT_MESSAGES,
  hashes: makeHashes(),
  ids: makeIds(),
  versions: lines(`
    1.2.3
    v1.2.3
    1.4.2-beta.1
    2.0.0-rc.1+build.5114f85
    1.0.0+20130313144700
    1.0.0-alpha+001
    v20.20.2
    10.0.19045.3803
    Version 10.0.19041.1
    version 1.2.3.4
    v1.2.3.4
    Chrome/120.0.0.0 Safari/537.36
    Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127 Safari/537.36
    foo-1.2.3.4.tar.gz
    libfoo.so.1.2.3.4
    nuget: Newtonsoft.Json 13.0.3.27908
    Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089
    pkg@1.2.3.4
    >=1.2.3.4
    foo==1.2.3.4
    openssl 3.0.13 30 Jan 2024
    go1.22.4 linux/amd64
    Python 3.12.3
    ruby 3.3.0p0 (2023-12-25 revision 5124f9ac75) [x86_64-linux]
    rustc 1.79.0 (129f3b996 2024-06-10)
    git version 2.45.2.windows.1
    Darwin Kernel Version 23.5.0: Wed May  1 20:12:58 PDT 2024; root:xnu-10063.121.3~5/RELEASE_ARM64_T6000
    Linux 6.8.0-39-generic #39-Ubuntu SMP PREEMPT_DYNAMIC x86_64 GNU/Linux
    java version "1.8.0_412"
    openjdk 21.0.3 2024-04-16 LTS
    release 2024.06.1
    see section 3.4.1.2
    OID 1.3.6.1.4.1.311
    1.3.6.1.5.5.7.3.1
    v0.0.0-20210101000000-abcdef123456
    4.17.21
    deno 1.44.4 (release, x86_64-unknown-linux-gnu)
    .NET SDK 8.0.302
    PowerShell 7.4.3
    glibc 2.39
    Postgres 16.3 (Debian 16.3-1.pgdg120+1)
    0.1.0-canary.20240704.1
  `),
  ranges: lines(`
    ^1.2.3
    ~1.2.3
    >=1.2.3 <2.0.0
    1.x
    1.2.x || >=2.5.0 || 5.0.0 - 7.2.3
    *
    latest
    workspace:^
    npm:@scope/other@^1.2.3
    "node": ">=20.19"
    ~> 5.0
    [1.0,2.0)
    ==3.*
    >=1.21,<2
    github:owner/repo#semver:^5.0
    file:../local-package
    link:./packages/core
    catalog:default
  `),
  packages: lines(`
    @scope/package
    @babel/plugin-transform-react-jsx-self
    @types/node@20.19.0
    react@next
    lodash@4.17.21
    eslint-plugin-react-hooks
    @opentelemetry/exporter-trace-otlp-http
    babel-plugin-transform-es2015-modules-commonjs
    org.springframework.boot:spring-boot-starter-web:3.3.1
    com.fasterxml.jackson.core:jackson-databind:2.17.1
    github.com/spf13/cobra v1.8.1
    golang.org/x/crypto/ssh
    serde_json = "1.0.120"
    django-rest-framework-simplejwt==5.3.1
    @aws-sdk/client-secrets-manager
    @azure/keyvault-secrets
    passport-jwt
    jsonwebtoken
    keytar@7.9.0
    node-gyp-build-optional-packages-test
    gem 'rails', '~> 7.1.3'
    pkg:npm/%40angular/animation@12.3.1
    registry.npmjs.org/@scope/pkg/-/pkg-1.2.3.tgz
    Microsoft.Extensions.DependencyInjection.Abstractions
    ca-certificates-java
    python3-secretstorage
    libpam-gnome-keyring
    token-types@6.0.0
    js-tokens
    @secretlint/secretlint-rule-preset-recommend
    dotenv-expand
    pkg@1.2.3-beta.1
    @next/swc-linux-x64-gnu
    secret-service
    password-prompt
    oauth2-mock-server
    sk-folding-cube
    key-value-store-adapter-memory
  `),
  paths: lines(`
    src/spool/writer.ts:12:3
    src/a.ts:3:4
    node_modules/pkg/lib/x.js
    node_modules/.pnpm/vite@5.0.0_@types+node@20.14.9/node_modules/vite/dist/node/chunks/dep-BKbDVx1T.js
    dist/assets/index-BfX9kQ2a.js
    ./packages/overt/src/index.ts
    ../lib/utils/format-date.js
    /usr/lib/node_modules/npm/bin/npm-cli.js
    /usr/local/bin/node
    /app/dist/server/index.js
    /opt/hostedtoolcache/node/20.15.0/x64/bin/node
    /etc/ssl/certs/ca-certificates.crt
    /proc/self/status
    /dev/null
    /tmp/build-1234/output.log
    C:\\Windows\\System32\\cmd.exe
    C:\\Program Files\\nodejs\\node.exe
    D:\\a\\project\\src\\index.ts
    C:/Program Files/Git/bin/git.exe
    ~/.config/tool/config.json
    ~/.npmrc
    $HOME/.ssh/id_ed25519
    %USERPROFILE%\\AppData
    \${HOME}/.cache
    /home/<user>/project
    /Users/Shared/Library
    C:\\Users\\Public\\Documents
    src/home/index.ts
    src/Users/list.tsx
    /var/log/syslog
    /nix/store/0c2ncw5hhb6cqv9pfwd5xvbzr8l6c6zl-glibc-2.38/lib
    .git/objects/pack/pack-4f1e0a7f3a29b2a4c0e8ad0f0c1e2d3b4c5a6978.idx
    target/debug/deps/serde_derive-0a1b2c3d4e5f6071.so
    lib/python3.12/site-packages/requests/sessions.py
    vendor/github.com/pkg/errors/stack.go
    internal/token/tokenizer_test.go
    app/models/user_password_reset.rb
    config/secrets.yml
    assets/logo@2x.png
    images/icon@3x.webp
    build/Release/better_sqlite3.node
    __tests__/auth/login.password.test.tsx
    a/b/c/d/e/f/g/h.ts
    webpack:///./src/components/Header.vue?4f2a
    webpack-internal:///(rsc)/./app/page.tsx
    node:internal/modules/cjs/loader
    file:///app/dist/index.js
    PROGRA~1
    file~1.txt
    .github/workflows/release.yml
    packages/very/deeply/nested/folder/structure/that/goes/on/and/on/index.spec.ts
  `),
  urls: lines(`
    https://example.com
    https://example.com/home/dashboard
    https://example.com/path?page=2&sort=name#top
    https://github.com/owner/repo/blob/main/src/index.ts#L10-L20
    https://github.com/owner/repo/commit/0f25861aa3e285520a5aaad6612761e6af9d8a3b
    https://registry.npmjs.org/@scope%2fpkg
    https://registry.npmjs.org/@scope/pkg/-/pkg-1.2.3.tgz
    http://localhost:3000/
    http://127.0.0.1:8080/health
    http://[::1]:3000/
    ssh://git@github.com/owner/repo.git
    git@github.com:owner/repo.git
    git+https://github.com/owner/repo.git
    git+ssh://git@gitlab.com/group/project.git#v1.2.3
    postgres://localhost:5432/app
    postgres://localhost/app?sslmode=require
    redis://localhost:6379/0
    mongodb://localhost:27017/test
    amqp://localhost
    https://example.com:8443/a/b/@scope/c
    https://nodejs.org/api/errors.html#err_http_headers_sent
    https://docs.python.org/3/library/secrets.html
    https://www.rfc-editor.org/rfc/rfc7519#section-4.1.1
    https://api.example.com/v1/tokens
    https://example.com/reset-password?lang=en
    https://en.wikipedia.org/wiki/Password
    https://cdn.jsdelivr.net/npm/vue@3.4.31/dist/vue.global.prod.js
    https://img.shields.io/badge/build-passing-brightgreen.svg
    https://stackoverflow.com/questions/11227809/why-is-processing-a-sorted-array-faster
    https://crates.io/crates/serde_json
    https://pypi.org/project/requests/2.32.3/
    data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk
    mailto:
    urn:isbn:0451450523
    wss://example.com/socket
    chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn/index.html
    vscode://file/app/src/index.ts:1:1
    s3://bucket/prefix/key
    gs://bucket/object
    https://example.com/a%20b?q=%E2%9C%93
    https://fonts.googleapis.com/css2?family=Inter:wght@400;500;600
    https://unpkg.com/react@18.3.1/umd/react.development.js
  `),
  types: lines(`
    application/json
    application/vnd.api+json; charset=utf-8
    application/vnd.openxmlformats-officedocument.wordprocessingml.document
    text/html;q=0.9,*/*;q=0.8
    multipart/form-data; boundary=----WebKitFormBoundary
    image/svg+xml
    application/x-www-form-urlencoded
    audio/mpeg
    gzip, deflate, br
    application/wasm
    text/event-stream
  `),
  locales: lines(`
    en-US
    de_DE.UTF-8
    zh-Hant-TW
    sr-Latn-RS
    sk-SK
    C.UTF-8
    pt-BR
    es-419
    en-US,en;q=0.9,de;q=0.8
    LANG=en_US.UTF-8
  `),
  colours: lines(`
    #fff
    #a1b2c3
    #a1b2c3d4
    rgb(255, 0, 128)
    rgba(0,0,0,.5)
    hsl(120deg 75% 25%)
    oklch(40.1% 0.123 21.57)
    rebeccapurple
    0xff00ff
    \\x1b[31mred\\x1b[0m
    \u001b[31merror\u001b[0m: it failed
    \u001b[1m\u001b[32m✓\u001b[39m\u001b[22m 12 passed
  `),
  images: lines(`
    nginx:1.27-alpine
    node:20.15.0-bookworm-slim
    ghcr.io/owner/repo:sha-0f25861
    registry.example.com:5000/team/app:v1.2.3
    mcr.microsoft.com/dotnet/sdk:8.0
    public.ecr.aws/lambda/nodejs:20
    docker.io/library/postgres:16.3
    123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest
    gcr.io/distroless/static-debian12:nonroot
    quay.io/prometheus/node-exporter:v1.8.1
  `),
};

function makeHashes(): string[] {
  const chance = createChance(1);
  const sizes = [7, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64, 96, 128];
  const plain = [...sizes, ...sizes].flatMap((size) => [
    chance.of(HEX, size),
    chance.of(HEX, size).toUpperCase(),
  ]);
  const hex = (size: number): string => chance.of(HEX, size);
  return [
    ...plain,
    `sha256:${hex(64)}`,
    `sha1:${hex(40)}`,
    `md5:${hex(32)}`,
    `image@sha256:${hex(64)}`,
    `sha512-${chance.of(BASE64, 86)}==`,
    `sha384-${chance.of(BASE64, 64)}`,
    `sha1-${chance.of(BASE64, 27)}=`,
    `"integrity": "sha512-${chance.of(BASE64, 86)}=="`,
    `SHA256:${chance.of(BASE64, 43)}`,
    `h1:${chance.of(BASE64, 43)}=`,
    `commit ${hex(40)}`,
    `HEAD is now at ${hex(7)} fix`,
    `git-${hex(40)}`,
    `main@${hex(40)}`,
    `etag: "${hex(32)}"`,
    `ETag: W/"${hex(5)}-${hex(12)}"`,
    `0x${hex(40)}`,
    `0x${hex(64)}`,
    `checksum = "${hex(64)}"`,
    `${hex(64)}  file.tar.gz`,
    `v1.2.3-14-g${hex(7)}`,
    `main.${hex(8)}.chunk.js`,
    `vendors~main-${hex(20)}.js`,
    `traceparent: 00-${hex(32)}-${hex(16)}-01`,
    `fingerprint ${Array.from({ length: 20 }, () => hex(2)).join(':')}`,
    `MD5:${Array.from({ length: 16 }, () => hex(2)).join(':')}`,
    `dep-${chance.of(ALNUM, 8)}.js`,
  ];
}

function makeIds(): string[] {
  const chance = createChance(2);
  const uuid = (): string => [8, 4, 4, 4, 12].map((size) => chance.of(HEX, size)).join('-');
  return [
    ...Array.from({ length: 20 }, uuid),
    ...Array.from({ length: 5 }, () => uuid().toUpperCase()),
    `{${uuid()}}`,
    `urn:uuid:${uuid()}`,
    `request id: ${uuid()}`,
    `/api/users/${uuid()}/posts`,
    `01${chance.of('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`,
    `c${chance.of(LOWER + DIGIT, 24)}`,
    chance.of(HEX, 24),
    `arn:aws:iam::${chance.of(DIGIT, 12)}:role/admin`,
    `arn:aws:lambda:us-east-1:${chance.of(DIGIT, 12)}:function:my-fn`,
    `projects/my-project/locations/us-central1/clusters/prod`,
    `i-${chance.of(HEX, 17)}`,
    `vpc-${chance.of(HEX, 17)}`,
    `pod/my-app-${chance.of(HEX, 10)}-abcde`,
    `run ${chance.of(DIGIT, 10)}`,
    `job #${chance.of(DIGIT, 6)}`,
    `ISBN 978-3-16-148410-0`,
    `CVE-2024-12345`,
    `GHSA-${chance.of('23456789cfghjmpqrvwx', 4)}-abcd-efgh`,
    `RFC 7519`,
    `PR #1234`,
    `JIRA-1234`,
  ];
}
