const NAME = String.raw`(?!(?:Shared|Public|Default|Default User|All Users)(?![\w]))`;
/** Up to the next separator; with blanks only where one follows. `<user>`, `$USER` and the like name nobody. */
const POSIX_NAME = String.raw`${NAME}[^\s/\\:"'\`<>|*?$({\[;,&%)\]}]{1,128}(?:(?:%20| )[^\s/\\:"'\`<>|*?]{1,40}(?=/))?`;
const WINDOWS_NAME = String.raw`${NAME}(?:[^/\\:"'\`<>|*?$({\[;,&%)\]}\r\n]{1,64}(?=[\\/])|[^\s/\\:"'\`<>|*?$({\[;,&%)\]}]{1,64})`;
const SEPARATOR = String.raw`(?:\\{1,4}|/|%5C|%2F)`;

/**
 * The folders in which people's own folders are, with the name that follows: Linux, macOS, BSD, WSL and Git Bash. A
 * path that goes on before it (`example.com/home/x`, `src/home/x`) is another thing.
 */
export const POSIX_HOME = new RegExp(
  String.raw`(?<![\w.~)\]}$-])/(?:(?:var|export|usr|mnt|private|host_mnt|System/Volumes/Data|run/host|net|data|host|rootfs|cygdrive)(?:/[a-z])?/)?(?:[a-z]/)?(?:home|Users|Documents and Settings)/${POSIX_NAME}`,
  'y',
);
export const WINDOWS_HOME = new RegExp(
  String.raw`[A-Za-z](?::|%3A)${SEPARATOR}(?:Users|Documents and Settings|Dokumente und Einstellungen|home)${SEPARATOR}${WINDOWS_NAME}`,
  'iy',
);
/** A share: `\\wsl$\Ubuntu\home\x`, `\\server\Users\x`. */
export const SHARED_HOME = new RegExp(
  String.raw`\\{2,4}[\w.$-]{1,64}\\{1,2}(?:[\w.-]{1,64}\\{1,2})?(?:home|Users)\\{1,2}${WINDOWS_NAME}`,
  'iy',
);
/** URL-encoded, each separator three characters. */
export const ENCODED_HOME = /%2F(?:var%2F)?(?:home|Users)%2F(?:[\w.@+~-]|%(?!2F|5C|22|26)[\dA-F]{2}){1,64}/iy;
/** A path made one name: `-home-x-project`. */
export const DASHED_HOME = /(?<=[/\\])-(?:home|Users)-[A-Za-z0-9_.]{1,64}/y;
/** Somebody else's home: `~x/`. */
export const TILDE_HOME = /(?<![\w~/.@^=-])~[a-z_][\w-]{0,31}(?=\/)/y;
