import { readExamples } from './example.ts';

/** Formats of no single maker, places that tell, and what tells a person or a machine. */
export const OTHER_EXAMPLES = readExamples(`
  slack-webhook | https://api.slack.com/messaging/webhooks | https://hooks.slack.com/services/T{X8}/B{X8}/{a24} | https://hooks.slack.com/
  discord-webhook | https://discord.com/developers/docs/resources/webhook | https://discord.com/api/webhooks/{d18}/{u68} | https://discord.com/api/v10
  teams-webhook | https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/what-are-webhooks-and-connectors | https://x.webhook.office.com/webhookb2/{h8}@{h8}/IncomingWebhook/{h32} | https://webhook.office.com
  zapier-webhook | https://help.zapier.com/hc/en-us/articles/8496083355661 | https://hooks.zapier.com/hooks/catch/{d7}/{s7}/ | https://hooks.zapier.com/
  ifttt-webhook | https://ifttt.com/maker_webhooks | https://maker.ifttt.com/trigger/go/with/key/{u22} | https://maker.ifttt.com/
  google-chat-webhook | https://developers.google.com/workspace/chat/quickstart/webhooks | https://chat.googleapis.com/v1/spaces/{a11}/messages | https://chat.googleapis.com/
  telegram-url | https://core.telegram.org/bots/api#making-requests | https://api.telegram.org/bot{d9}:{u35}/getMe | https://api.telegram.org/
  feishu-webhook | https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot | https://open.feishu.cn/open-apis/bot/v2/hook/{h8}-{h4}-{h12} | https://open.feishu.cn/
  oracle-login | https://docs.oracle.com/en/database/oracle/oracle-database/19/jajdb/ | jdbc:oracle:thin:scott/{a8}@host:1521/XE | jdbc:oracle:thin:@host:1521/XE
  jwt | https://www.rfc-editor.org/rfc/rfc7519 | eyJhbGciOiJIUzI1NiJ9.eyJ{u30}.{u43} | eyJhbGciOi
  paseto | https://github.com/paseto-standard/paseto-spec | v2.local.{u120} ; v4.public.{u120} | v2.local.json
  age-key | https://github.com/C2SP/C2SP/blob/main/age.md | AGE-SECRET-KEY-1{X58} | AGE-SECRET-KEY-1
  ssh-public-key | https://www.rfc-editor.org/rfc/rfc4253#section-6.6 | ssh-ed25519 AAAA{b64} joe@laptop ; ssh-rsa AAAA{b200} | ssh-rsa ; ssh-keygen -t rsa
  bcrypt-hash | https://man.openbsd.org/crypt.3 | $2b$10\${a53} | $2 ; $2b
  argon2-hash | https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md | $argon2id$v=19$m=65536,t=3,p=4\${b22}\${b43} | $argon2
  crypt-hash | https://man7.org/linux/man-pages/man5/crypt.5.html | $6\${a8}\${a86} ; $1\${a8}\${a22} | $1 ; $6.99
  bitcoin-extended-key | https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki | xprv9s21ZrQH143K2222222222{t70} | xprv
  nostr-key | https://github.com/nostr-protocol/nips/blob/master/19.md | nsec1{s58} | nsec1
  stellar-seed | https://developers.stellar.org/docs/learn/encyclopedia/security/securing-web-based-projects | SA{t54} | SAMPLE
  azure-account-key | https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string | AccountKey={b86}== | AccountKey=
  macaroon | https://research.google/pubs/macaroons-cookies-with-contextual-caveats-for-decentralized-authorization-in-the-cloud/ | MDAx{u80} | MDAx
  block | https://www.rfc-editor.org/rfc/rfc7468 | -----BEGIN RSA PRIVATE KEY-----\\n{b64}\\n{b64}\\n-----END RSA PRIVATE KEY----- ; -----BEGIN PRIVATE KEY-----\\n{b64}\\n | --begin-- ; -----
  putty-key | https://the.earth.li/~sgtatham/putty/0.81/htmldoc/AppendixC.html | PuTTY-User-Key-File-3: ssh-ed25519\\nEncryption: none | PuTTY release 0.81
  url-user-info | https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1 | https://me:{a8}@example.com ; redis://:{a8}@host | https://example.com/@scope ; ssh://git@github.com/o/r
  go-dsn | https://github.com/go-sql-driver/mysql#dsn-data-source-name | app:{a8}@tcp(db:3306)/app | tcp(db:3306)
  named-value | https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password | password={a8} ; "apiKey": "{a20}" ; DB_PASS: {a9} ; Cookie: a=b; c={a9} ; Authorization: Bearer {a20} | password: string ; token count: 12 ; author: me
  named-value-encoded | https://www.rfc-editor.org/rfc/rfc3986#section-2.1 | token%3D{a20} | name%3Dx
  flag-value | https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap12.html | --password {a8} ; --api-key '{a20}' | --password-stdin ; --token <token> ; --verbose yes
  element-value | https://www.w3.org/TR/xml/ | <password>{a8}</password> | <title>x</title>
  argument-value | https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password | set("password", "{a8}") ; password("{a8}") | print("a", "b")
  pair-value | https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/ | name: DB_PASSWORD, value: {a9} ; {"name":"API_KEY","value":"{a9}"} | name: PORT, value: 80
  said-value | https://www.rfc-editor.org/rfc/rfc6750#section-2.1 | the password is hunter{d4} ; Bearer {a19}7 | the password is wrong ; Bearer of news
  user-flag | https://curl.se/docs/manpage.html#-u | curl -u me:{a8} ; curl --user 'me:{a8}' | docker run -u 1000:1000 ; sort -u file
  command-password | https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html | mysql -u me -p{a8} db ; sshpass -p {a8} ssh h | docker run -p 8080:80 ; ssh -p 22 host
  command-login | https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html | machine h login me password {a8} | machine learning
  email | https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1 | {l6}@example.com ; {l6}%40example.org | logo@2x.png ; git@github.com:o/r ; a@1.2.3
  mailgun-key-inner | https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth | {h32}-{h8}-{h8} | a-b-c
  mailchimp-key | https://mailchimp.com/developer/marketing/guides/quick-start/ | {h32}-us12 | en-us
  terraform-token | https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens | {a14}.atlasv1.{u67} | x.atlasv1
  azure-secret | https://learn.microsoft.com/en-us/entra/identity-platform/howto-create-service-principal-portal | {a3}8Q~{u34} | Q~
  card | https://www.iso.org/standard/70484.html | 4111 1111 1111 1111 ; 378282246310005 | 4111 1111 1111 1112 ; 1234567890123456
  ssn | https://www.ssa.gov/employer/randomization.html | SSN 123-45-6789 | 123-45-6789
  iban | https://www.iso.org/standard/81090.html | DE89 3704 0044 0532 0130 00 ; GB82WEST12345698765432 | DE89 3704 0044 0532 0130 01
  phone | https://www.itu.int/rec/T-REC-E.164 | +49 170 1234567 ; +1 (555) 123-4567 | +5 ; +02:00 ; 1.0.0+20130313144700
  ipv4 | https://www.rfc-editor.org/rfc/rfc791 | 192.168.1.77 ; 10.0.0.1:8080 | 127.0.0.1 ; v1.2.3.4 ; 10.0.19045.3803
  ip-in-name | https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-naming.html | ip-10-0-12-34.ec2.internal | ip-address
  mac | https://standards.ieee.org/products-programs/regauth/ | a4:83:e7:2b:9c:1f | 12:34:56:78:90:12
  mac-hyphen | https://standards.ieee.org/products-programs/regauth/ | A4-83-E7-2B-9C-1F | 24-06-01-12-34-56
  ipv6 | https://www.rfc-editor.org/rfc/rfc4291#section-2.2 | 2001:db8::1 ; fe80::1ff:fe23:4567:890a%eth0 ; ::ffff:10.0.0.1 | ::1 ; a::b ; 12:34:56 ; std::vector
  home | https://www.freedesktop.org/software/systemd/man/latest/file-hierarchy.html | /home/{l6}/x ; /Users/{l6} ; /mnt/c/Users/{l6}/x | src/home/index.ts ; https://example.com/home/x ; /Users/Shared
  home-windows | https://learn.microsoft.com/en-us/windows/deployment/usmt/usmt-recognized-environment-variables | C:\\Users\\{l6}\\x ; C:/Users/{l6} | C:\\Users\\Public\\x ; C:\\Windows
  home-shared | https://learn.microsoft.com/en-us/windows/wsl/filesystems | \\\\wsl$\\Ubuntu\\home\\{l6}\\x | \\\\server\\share
  home-encoded | https://www.rfc-editor.org/rfc/rfc3986#section-2.1 | %2Fhome%2F{l6}%2Fx | %2Fusr%2Flib
  home-dashed | https://docs.claude.com/en/docs/claude-code/settings | /projects/-home-{l6}-work | /a/-home
  home-tilde | https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_01 | ~{l6}/x | ~/x ; PROGRA~1
  random | https://en.wikipedia.org/wiki/Entropy_(information_theory) | {a32} ; {s40} ; {b43}= | 0f25861aa3e285520a5aaad6612761e6af9d8a3b ; getServerSidePropsForUserAccountSettingsPage
`);
