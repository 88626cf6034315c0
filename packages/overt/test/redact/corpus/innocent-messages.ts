import { lines } from './lines.ts';

/** What programs say, and are told, that redaction must leave as it is. */
export const INNOCENT_MESSAGES = {
  errors: lines(`
    ENOENT: no such file
    ENOENT: no such file or directory, open 'config.json'
    EACCES: permission denied, mkdir '/usr/lib/node_modules'
    connect ECONNREFUSED 127.0.0.1:5432
    connect ECONNREFUSED ::1:8080
    listen EADDRINUSE: address already in use :::3000
    listen EADDRINUSE: address already in use 0.0.0.0:3000
    getaddrinfo ENOTFOUND registry.npmjs.org
    SyntaxError: Unexpected token } in JSON at position 4
    SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
    SyntaxError: Unexpected token: punc (;)
    SyntaxError: Unexpected token: keyword (const)
    TypeError: Cannot read properties of undefined (reading 'token')
    TypeError: secret.replace is not a function
    ReferenceError: password is not defined
    Error: Invalid password: authentication failed
    Error: password is required
    Error: token expired at 2024-06-01T12:00:00Z
    Password must be at least 8 characters long
    Password: must contain a number
    invalid token: expected a bracket but found a comma
    error: missing api key
    error: api key is invalid or has been revoked
    fatal: Authentication failed for 'https://github.com/owner/repo.git/'
    fatal: could not read Username for 'https://github.com': terminal prompts disabled
    git@github.com: Permission denied (publickey).
    npm ERR! code E401
    npm ERR! 404 Not Found - GET https://registry.npmjs.org/does-not-exist
    npm error code ERESOLVE
    error TS2322: Type 'string' is not assignable to type 'number'.
    error[E0382]: borrow of moved value: \`token\`
    Segmentation fault (core dumped)
    FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
    x509: certificate signed by unknown authority
    unable to get local issuer certificate
    self-signed certificate in certificate chain
    CSRF token missing or incorrect.
    401 Unauthorized: token is expired
    403 Forbidden
    HTTP 429: Too Many Requests, retry after 30 seconds
    Request failed with status code 500
    Timeout of 2000ms exceeded
    The token limit of 4096 tokens was exceeded
    max_tokens: 4096
    total_tokens=12345
    inputTokens: 123456, outputTokens: 789
    "usage": {"prompt_tokens": 12, "completion_tokens": 345}
    panic: runtime error: index out of range [5] with length 3
    Exception in thread "main" java.lang.NullPointerException
    Traceback (most recent call last):
    KeyError: 'password'
    AssertionError: expected 'secret' to equal 'token'
    E11000 duplicate key error collection: app.users index: email_1
    Duplicate entry for key 'users.PRIMARY'
    violates foreign key constraint "fk_session_user"
    warning: LF will be replaced by CRLF in src/index.ts
    Bearer token is missing
    The session has expired. Please log in again.
    Your password has been changed.
    No API key found in request
    Cache not found for input keys: node-cache-Linux-x64-npm
    Authorization header is malformed
    basic authentication is disabled
    token count: 512
    passwords do not match
    Secret scanning found 0 alerts
    secrets: inherit
    Access token type: bearer
    ssh: handshake failed: ssh: unable to authenticate
    exit code: 137
    status code: 404
    error code: ERR_HTTP2_STREAM_ERROR
    code: 'ERR_INVALID_ARG_TYPE'
    errno: -4058, syscall: 'spawn git', path: 'git'
    cookie policy updated
    Key already exists: user_settings
    key: ArrowDown
    sort key: created_at
    primary key: id
    Please enter your password:
    Password for user postgres:
    Enter passphrase for key '/etc/ssh/ssh_host_rsa_key':
    password: string;
    token?: string | null
    apiKey: process.env.API_KEY
    const token = getToken();
    password = os.environ["DB_PASSWORD"]
    token: \${{ secrets.GITHUB_TOKEN }}
    password: <password>
    api_key: YOUR_API_KEY
    secret: ***
    password=$DB_PASSWORD
    auth: true
    secret: null
    password: undefined
    --token <token>
    --password-stdin
    token = None
  `),
  commands: lines(`
    npm install --save-dev typescript
    npm run build -- --watch
    git commit -m "fix: typo"
    git push origin main --force-with-lease
    docker run -p 8080:80 nginx:latest
    docker run -u 1000:1000 --rm node:20-alpine npm test
    kubectl get pods -n kube-system -o wide
    curl -fsSL https://example.com/install.sh | sh
    curl -X POST -H "Content-Type: application/json" -d @body.json http://localhost:3000/api
    ssh -p 2222 host
    mysql -u root -p
    psql -h localhost -p 5432 -U postgres
    tar -xzf archive.tar.gz -C /usr/local
    cargo build --release --features tls
    go test ./... -run TestToken -v
    python -m pip install --upgrade pip
    pytest -k "password or token" -x
    grep -r "password" src/
    grep -rn 'token:' src
    openssl genrsa -out key.pem 2048
    ssh-keygen -t ed25519 -f id_ed25519
    export PATH=/usr/local/bin:$PATH
    NODE_ENV=production node server.js
    NODE_OPTIONS=--max-old-space-size=4096
    make -j8 test
    vault kv get secret/app
    gh auth login --with-token
    tool login --token <token>
    tool --api-key $API_KEY list
    aws s3 cp file.txt s3://bucket/key
    terraform plan -out=tfplan
    find . -name "*.ts" -not -path "*/node_modules/*"
    sed -i 's/foo/bar/g' file.txt
    npx tsc -b --verbose
    yarn workspace @scope/app add react@18
    use --token to authenticate
    pass --password-file instead
    tool key list --json
    pass show mail/work
    CI=true FORCE_COLOR=1 npm test
    docker login -u user
    helm upgrade --install app ./chart --set image.tag=v1.2.3
  `),
  frames: lines(`
    at Object.<anonymous> (/app/dist/index.js:1:2)
    at Module._compile (node:internal/modules/cjs/loader:1521:14)
    at async Promise.all (index 0)
    at processTicksAndRejections (node:internal/process/task_queues:95:5)
    at new Foo (src/foo.ts:10:15)
    at /app/node_modules/express/lib/router/layer.js:95:5
    at validatePassword (src/auth/password.ts:42:11)
    at TokenService.refreshAccessToken (dist/main.js:1024:17)
    at <anonymous>:1:1
    at eval (eval at <anonymous> (webpack-internal:///123:1:1), <anonymous>:1:1)
    at com.example.auth.TokenFilter.doFilter(TokenFilter.java:87)
    at java.base/java.lang.Thread.run(Thread.java:1583)
    File "/usr/lib/python3.12/json/decoder.py", line 353, in raw_decode
    main.main()
    goroutine 1 [running]:
    runtime.gopanic({0x1004c3ca0?, 0x140000102a0?})
    github.com/acme/tool/cmd.(*Runner).Execute(0x140001a2000)
    core::panicking::panic_fmt
    std::rt::lang_start::{{closure}}
    a::b
    abc::def::ghi
    dead::beef
    std::vector<std::string>
    _ZN4core9panicking9panic_fmt17h3c2b1a0f9e8d7c6bE
    _ZNSt6vectorIiSaIiEE9push_backERKi
    0x00007ff6a1b2c3d4
    #0  0x00007f8b1c2d3e4f in __GI_raise (sig=6) at raise.c:50
    Token::parse(input)
    rip=0x7f8b1c2d3e4f rsp=0x7ffd1a2b3c4d
    10  libsystem_pthread.dylib  0x000000018b9fdf94 _pthread_start + 136
    from app/controllers/sessions_controller.rb:12:in 'create'
    MyClass@6d06d69c
    java.lang.Object@1b28cdfa
  `),
  prose: lines(`
    The quick brown fox jumps over the lazy dog.
    Compiled 12 modules in 1.2 s
    Everything is fine.
    Done in 3.45s.
    Build succeeded with 2 warnings
    Der Schnelle braune Fuchs springt über den faulen Hund
    Ошибка: файл не найден
    エラー: ファイルが見つかりません
    错误：找不到文件
    👨‍👩‍👧 family and 🎉
    Résumé of the café
    password and token are words
    We never log passwords, tokens or secrets.
    the secret of good code is practice
    Pass the salt, please
    key point: read the docs
    The author is unknown
    pin the version
    sign in with your account
    a session of two hours
    bearer of bad news
    private members are not visible
    basic support for generics
    token based authentication with oauth2
    secret sharing with shamir256
    the password hash uses sha256
    the access key is base64 encoded
    Press any key to continue...
    0 vulnerabilities
    + overt@1.2.3
    ✓ src/redact/redact.test.ts (12 tests) 34ms
    Tests:       12 passed, 12 total
    added 5 packages, and audited 120 packages in 2s
    % Total    % Received % Xferd
    -rw-r--r-- 1 root root 4096 Jun  1 12:34 file.txt
    drwxr-xr-x  12 node  staff   384 Jun  1 12:34 src
    |  File  | % Stmts | % Branch |
    @@ -12,7 +12,9 @@ export function foo() {
    diff --git a/src/index.ts b/src/index.ts
    index 0f25861..3e28552 100644
    <div class="container" id="main"></div>
    <string name="app_name">Tool</string>
    SELECT * FROM users WHERE id = $1
    {"level":"info","msg":"started","port":3000}
    {"name":"pkg","version":"1.2.3","license":"MIT"}
    key1=value1 key2=value2
    foo: bar
    name = "overt"
    for (const [key, value] of Object.entries(tokens)) {
    if (token === null) return;
    this.password = password;
    user.token = token
    return { token, secret }
  `),
  dates: lines(`
    2024-06-01
    2024-06-01T12:34:56Z
    2024-06-01T12:34:56.789+02:00
    12:34:56
    12:34:56.789
    12:34
    Sat, 01 Jun 2024 12:34:56 GMT
    Sat Jun  1 12:34:56 UTC 2024
    01/06/2024
    1717245296
    1717245296789
    1717245296789123
    20240601T123456Z
    2024-W22-6
    P3Y6M4DT12H30M5S
    00:00:00.000
    [12:34:56] Starting
    2024:06:01 12:34:56
    24-06-01-12-34-56
    UTC+02:00
    Europe/Berlin
    1h 23m 45s
    took 1234.56ms
  `),
  numbers: lines(`
    0
    42
    -1
    3.14159
    1,234,567.89
    1e10
    6.02214076e23
    0b1010
    0o755
    0xdeadbeef
    1_000_000
    9007199254740991
    18446744073709551615
    50%
    12 kB
    4096
    1234567890123456
    123-456-789
    192
    10.5
    1.2.3
    +5
    ±0.5
    1/2
    1000:1000
    16:9
    640x480
    255.255.255.0
    0.0.0.0
  `),
  identifiers: lines(`
    getServerSidePropsForUserAccountSettingsPage
    useIsomorphicLayoutEffect
    XMLHttpRequestEventTarget
    convertUtf8ToUtf16LittleEndianBuffer
    MAX_CONCURRENT_STREAMS_PER_CONNECTION
    ERR_TLS_CERT_ALTNAME_INVALID_OR_MISSING
    __webpack_require__
    __proto__
    is_valid_refresh_token_for_user
    passwordResetEmailTemplateName
    kSecAttrAccessibleWhenUnlockedThisDeviceOnly
    npm_config_registry
    npm_package_version
    GITHUB_TOKEN
    AWS_SECRET_ACCESS_KEY
    process.env.SECRET_KEY_BASE
    secretName: my-app-tls
    tokenEndpoint: https://example.com/oauth/token
    keyboardShortcuts
    keyPathsForObservedValues
    key-value
    api-gateway-internal-load-balancer
    this-is-a-very-long-kebab-case-identifier-name
    a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p
    abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ----------------------------------------
    ========================================
    ________________________________________
    AbstractSingletonProxyFactoryBean
    donaudampfschifffahrtsgesellschaft
    UNSAFE_componentWillReceiveProps
    INTERNAL_SERVER_ERROR_500_RETRY_LATER
    test_token_is_refreshed_when_expired_401
    my-deployment-7d4b9c6f5-x2x7z
    webpackChunkName
    NSPhotoLibraryUsageDescription
    aria-describedby
    base64EncodedSha256OfPublicKey
    tokenizer
    passenger
    compass
    authors: 12
    bypass=1
    oauth_callback_url
    sessionStorage
    cookieParser()
    x-forwarded-for
    hf_transformers_cache_dir_name
    skeleton-loader-component
    pk_users_accounts
    sk_SK.UTF-8
    glsl_shader_program_cache
    key_events_per_second_total
    live_reload_websocket_connection
  `),
};
