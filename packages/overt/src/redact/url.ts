import { GONE, type Detector } from './finding.ts';

/** What stands before the host: `name:password@`, or a token alone. A password may hold `/`, `?` and `#` by mistake. */
const USER_INFO =
  /:\/\/(?:([^\s"'`<>|\\/?#@]{1,1024}(?:@[^\s"'`<>|\\/?#@]{1,256}){0,3})|([^\s"'`<>|\\/?#@:]{0,256}:(?!\d{1,5}[/?#])(?:[^\s"'`<>|\\@/:]|\/(?!\/)){1,256}))@(?=[\w[.%*$-])/y;
/** Names of services, which are the same for all. */
const NOBODY = /^(?:git|hg|svn|ssh|anonymous|\$\{?\w+\}?|<\w+>)$/i;

export const userInfo: Detector = (text, index) => {
  USER_INFO.lastIndex = index;
  const found = USER_INFO.exec(text);
  const info = found?.[1] ?? found?.[2];
  if (info === undefined || NOBODY.test(info) || info === GONE) return undefined;
  return [index + 3, index + 3 + info.length, GONE];
};

/** Addresses that let in whoever knows them. */
export const SECRET_URLS = {
  'slack-webhook': /(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]{6,}/iy,
  'discord-webhook': /((?:discord|discordapp)\.com\/api\/(?:v\d+\/)?webhooks\/)\d+\/[\w-]+/iy,
  'teams-webhook': /(webhook\.office\.com\/webhookb2\/)[\w@/-]{16,}/iy,
  'zapier-webhook': /(hooks\.zapier\.com\/hooks\/catch\/)[\w/]{6,}/iy,
  'ifttt-webhook': /(maker\.ifttt\.com\/trigger\/[\w-]{1,64}\/(?:json\/)?with\/key\/)[\w-]{6,}/iy,
  'google-chat-webhook': /(chat\.googleapis\.com\/v1\/spaces\/)[\w/-]{6,}/iy,
  'telegram-url': /(api\.telegram\.org\/(?:file\/)?bot)\d+:[\w-]+/iy,
  'feishu-webhook': /(open\.(?:feishu|larksuite)\.(?:cn|com)\/open-apis\/bot\/v2\/hook\/)[\w-]{6,}/iy,
  'oracle-login': /(jdbc:oracle:[a-z]{2,5}:)[^\s@/"']{1,64}\/[^\s@"']{1,64}(?=@)/iy,
} as const;

/** The Go driver's `user:password@tcp(host)`. */
export const GO_DSN = /(?<=([\w.-]{1,64}:[^\s"'`/@:]{1,128}))@(?=(?:tcp6?|unix|udp)\()/y;
