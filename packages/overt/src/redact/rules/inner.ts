/** Secrets that are told by what stands within them: the first group looks back from there. */
export const TERRAFORM = /(?<=(?:^|[^A-Za-z0-9]|\\[nrt])([A-Za-z0-9]{14}))\.atlasv1\.[\w=-]{30,}/y;
export const AZURE_SECRET = /(?<=(?:^|[^\w~.-]|\\[nrt])([\w~.-]{3}\d))Q~[\w~.-]{20,}/y;
export const MAILGUN = /(?<=(?:^|[^A-Za-z0-9]|\\[nrt])([a-f0-9]{32}))-[a-f0-9]{8}-[a-f0-9]{8}(?![\w-])/y;
export const MAILCHIMP = /(?<=(?:^|[^A-Za-z0-9]|\\[nrt])([a-f0-9]{32}))-us\d{1,2}(?!\w)/y;

/** `curl -u name:password`. Two numbers are a user and a group. */
export const USER_FLAG =
  /((?<![\w-])-(?:u|-user|-proxy-user)[ =]{0,4}["']?)(?!\d{1,6}:\d{1,6}(?!\S))(?![$<{])[^\s:"'$<>/\\]{1,128}:[^\s"'$<>]{1,512}/y;
/** Commands whose `-p` (or the like) is a password, and not a port. */
export const COMMAND_PASSWORD =
  /((?:(?:mysql(?:dump|admin)?|mariadb(?:-dump)?|sshpass|mongo(?:sh|dump|restore|export|import)?|docker login|podman login|helm registry login)(?: [^\n|;&]{0,60}?)? -p ?|redis-cli(?: [^\n|;&]{0,60}?)? -a |(?:7z|zip|unzip)(?: [^\n|;&]{0,60}?)? -[pP] ?|openssl(?: [^\n|;&]{0,60}?)? -pass(?:in|out)? pass:)["']?)(?!\d{1,5}:\d|[$<{\s-])[^\s"'$<>]{3,256}/y;
export const COMMAND_LOGIN =
  /((?:machine \S{1,80} login \S{1,80} password|mysql:\/\/[^\s:]{1,80}:) ?)[^\s@]{1,256}/y;
