import { join, parentOf } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { isReceiptMethod, readReceipt } from './receipt.ts';

/**
 * What the path of an installed file tells, the first rule that holds first. Compared in lower case and with `/`; `^`
 * is the beginning of the path. What runs a package once comes first, then who brings the tool in a folder of its
 * own, then the package managers of JavaScript, whose folders may lie in any of these.
 */
export const PATH_RULES: readonly (readonly [part: string, method: string])[] = [
  ['/_npx/', 'npx'],
  ['/pnpm/dlx/', 'pnpm-dlx'],
  ['/tmp/dlx-', 'pnpm-dlx'],
  ['/dlx-', 'yarn-dlx'],
  ['/bunx-', 'bunx'],
  ['/cellar/', 'homebrew'],
  ['/caskroom/', 'homebrew'],
  ['^/nix/store/', 'nix'],
  ['^/gnu/store/', 'guix'],
  ['^/snap/', 'snap'],
  ['^/var/lib/snapd/', 'snap'],
  ['/flatpak/app/', 'flatpak'],
  ['/.volta/', 'volta'],
  ['/volta/tools/', 'volta'],
  // Node from Scoop keeps what npm installs in its own folders.
  ['/scoop/apps/nodejs', 'npm'],
  ['/scoop/persist/nodejs', 'npm'],
  ['/scoop/apps/', 'scoop'],
  ['/scoop/shims/', 'scoop'],
  ['/chocolatey/', 'chocolatey'],
  ['/winget/packages/', 'winget'],
  ['/winget/links/', 'winget'],
  ['/pnpm/global/', 'pnpm'],
  ['/node_modules/.pnpm/', 'pnpm'],
  ['/yarn/global/', 'yarn'],
  ['/yarn/data/global/', 'yarn'],
  ['/.yarn/', 'yarn'],
  ['/.bun/', 'bun'],
  ['/.deno/', 'deno'],
  ['/deno/npm/', 'deno'],
  ['^/usr/share/', 'system-package'],
  // /usr/lib/node_modules too: there, `npm -g` of some builds of Node installs.
  ['/node_modules/', 'npm'],
  ['/.asdf/installs/', 'asdf'],
  ['/mise/installs/', 'mise'],
  ['^/usr/lib/', 'system-package'],
  ['^/usr/libexec/', 'system-package'],
  ['^/usr/bin/', 'system-package'],
];

/** How deep a script may lie in a checkout. */
const MAX_DEPTH = 12;

/** The file that was started: the script, or the executable where it is the tool itself. */
export function findStarted(program: string | undefined, script: string | undefined): string | undefined {
  const isRuntime = /[\\/](node|bun|deno)[^\\/]*$/i.test(program ?? '');
  return isRuntime ? script : program;
}

/** How the tool was installed: what its receipt says, or else its path; `unknown` when neither tells. */
export function findInstallMethod(platform: Platform, tool: string, script: string): string {
  const path = resolveLinks(platform, script);
  const said = readReceipt(platform, tool, path);
  if (said !== undefined && isReceiptMethod(said)) return said;
  return methodOfPath(path) ?? (isInCheckout(platform, path) ? 'source' : 'unknown');
}

/** The method that a path tells by itself. */
export function methodOfPath(path: string): string | undefined {
  const text = `^${path.replaceAll('\\', '/').toLowerCase()}`;
  return PATH_RULES.find(([part]) => text.includes(part))?.[1];
}

/** What is started is mostly a link to what was installed. */
function resolveLinks({ fs }: Platform, script: string): string {
  try {
    return fs.realpathSync(script);
  } catch {
    return script;
  }
}

function isInCheckout({ fs }: Platform, path: string): boolean {
  let folder = parentOf(path);
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (fs.existsSync(join(folder, '.git'))) return true;
    const above = parentOf(folder);
    if (above === folder || above === '/') return false;
    folder = above;
  }
  return false;
}
