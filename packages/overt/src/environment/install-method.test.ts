import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Platform } from '../platform/platform.ts';
import { testPlatform } from '../testing/test-platform.ts';
import { findInstallMethod, findStarted, methodOfPath, PATH_RULES } from './install-method.ts';
import { isReceiptMethod, RECEIPT_METHODS } from './receipt.ts';

describe('a path', () => {
  it.each([
    ['/home/x/.npm/_npx/1f2e/node_modules/tally/bin/tally.js', 'npx'],
    ['C:\\Users\\X\\AppData\\Local\\npm-cache\\_npx\\1f2e\\node_modules\\tally\\bin.js', 'npx'],
    ['/home/x/.cache/pnpm/dlx/abc/19/node_modules/.pnpm/tally@1.0.0/node_modules/tally/bin.js', 'pnpm-dlx'],
    ['/home/x/.local/share/pnpm/store/v3/tmp/dlx-4711/node_modules/tally/bin.js', 'pnpm-dlx'],
    ['/tmp/xfs-4cc8/dlx-4711/node_modules/tally/bin.js', 'yarn-dlx'],
    ['/tmp/bunx-1000-tally@latest/node_modules/tally/bin.js', 'bunx'],
    ['/opt/homebrew/Cellar/tally/1.0.0/libexec/lib/node_modules/tally/bin.js', 'homebrew'],
    ['/home/linuxbrew/.linuxbrew/Cellar/tally/1.0.0/bin/tally', 'homebrew'],
    ['/opt/homebrew/Caskroom/tally/1.0.0/tally', 'homebrew'],
    ['/opt/homebrew/lib/node_modules/tally/bin.js', 'npm'],
    ['/nix/store/abc-tally-1.0.0/lib/node_modules/tally/bin.js', 'nix'],
    ['/gnu/store/abc-tally-1.0.0/bin/tally', 'guix'],
    ['/snap/tally/12/bin/tally', 'snap'],
    ['/var/lib/snapd/snap/tally/12/bin/tally', 'snap'],
    ['/home/x/snap/code/1/lib/node_modules/tally/bin.js', 'npm'],
    ['/var/lib/flatpak/app/org.x.Tally/x86_64/stable/1/files/bin/tally', 'flatpak'],
    ['/home/x/.volta/tools/image/packages/tally/lib/node_modules/tally/bin.js', 'volta'],
    [
      'C:\\Users\\X\\AppData\\Local\\Volta\\tools\\image\\packages\\tally\\node_modules\\tally\\bin.js',
      'volta',
    ],
    ['C:\\Users\\X\\scoop\\apps\\tally\\current\\tally.exe', 'scoop'],
    ['C:\\Users\\X\\scoop\\shims\\tally.exe', 'scoop'],
    ['C:\\Users\\X\\scoop\\persist\\nodejs\\bin\\node_modules\\tally\\bin.js', 'npm'],
    ['C:\\Users\\X\\scoop\\apps\\nodejs-lts\\current\\bin\\node_modules\\tally\\bin.js', 'npm'],
    ['C:\\ProgramData\\chocolatey\\lib\\tally\\tools\\tally.exe', 'chocolatey'],
    ['C:\\PROGRAMDATA\\CHOCOLATEY\\BIN\\TALLY.EXE', 'chocolatey'],
    ['C:\\Users\\X\\AppData\\Local\\Microsoft\\WinGet\\Packages\\Tally\\tally.exe', 'winget'],
    ['C:\\Users\\X\\AppData\\Local\\Microsoft\\WinGet\\Links\\tally.exe', 'winget'],
    ['/home/x/.local/share/pnpm/global/5/node_modules/tally/bin.js', 'pnpm'],
    ['/home/x/project/node_modules/.pnpm/tally@1.0.0/node_modules/tally/bin.js', 'pnpm'],
    ['/home/x/.config/yarn/global/node_modules/tally/bin.js', 'yarn'],
    ['C:\\Users\\X\\AppData\\Local\\Yarn\\Data\\global\\node_modules\\tally\\bin.js', 'yarn'],
    ['/home/x/project/.yarn/unplugged/tally-npm-1.0.0-abc/node_modules/tally/bin.js', 'yarn'],
    ['/home/x/.bun/install/global/node_modules/tally/bin.js', 'bun'],
    ['/home/x/.deno/bin/tally', 'deno'],
    ['/home/x/.cache/deno/npm/registry.npmjs.org/tally/1.0.0/bin.js', 'deno'],
    ['/usr/share/nodejs/tally/bin.js', 'system-package'],
    ['/usr/lib/tally/tally', 'system-package'],
    ['/usr/libexec/tally', 'system-package'],
    ['/usr/bin/tally', 'system-package'],
    ['/usr/lib/node_modules/tally/bin.js', 'npm'],
    ['/usr/local/lib/node_modules/tally/bin.js', 'npm'],
    ['/home/x/.nvm/versions/node/v22.1.0/lib/node_modules/tally/bin.js', 'npm'],
    ['/home/x/.asdf/installs/nodejs/22.1.0/lib/node_modules/tally/bin.js', 'npm'],
    ['/home/x/.local/share/mise/installs/npm-tally/1.0.0/lib/node_modules/tally/bin.js', 'npm'],
    ['C:\\Users\\X\\AppData\\Roaming\\npm\\node_modules\\tally\\bin.js', 'npm'],
    ['/home/x/.asdf/installs/tally/1.0.0/bin/tally', 'asdf'],
    ['/home/x/.local/share/mise/installs/tally/1.0.0/tally', 'mise'],
    ['/usr/local/bin/tally', undefined],
    ['/home/x/bin/tally', undefined],
    ['/opt/tally/tally', undefined],
    ['/home/x/usr/bin/tally', undefined],
    ['', undefined],
  ])('%s tells %s', (path, method) => {
    expect(methodOfPath(path)).toBe(method);
  });

  it('has no rule that another one hides, and none that no path above needs', () => {
    for (const [index, [part]] of PATH_RULES.entries()) {
      const earlier = PATH_RULES.slice(0, index).filter(([other]) => part.includes(other));
      expect(earlier).toEqual([]);
    }
  });
});

describe('what was started', () => {
  it.each([
    ['/usr/bin/node', '/x/tally.js', '/x/tally.js'],
    ['C:\\Program Files\\nodejs\\node.exe', 'C:\\x\\tally.js', 'C:\\x\\tally.js'],
    ['/home/x/.bun/bin/bun', '/x/tally.ts', '/x/tally.ts'],
    ['/usr/bin/deno', '/x/tally.ts', '/x/tally.ts'],
    ['/usr/local/bin/tally', '/$bunfs/root/tally', '/usr/local/bin/tally'],
    ['/usr/bin/node', undefined, undefined],
    [undefined, undefined, undefined],
  ])('by %s and %s is %s', (program, script, started) => {
    expect(findStarted(program, script)).toBe(started);
  });
});

describe('a receipt', () => {
  const right = { schemaVersion: 1, tool: 'tally', installMethod: 'installer', version: '1.0.0' };

  /** A tool with a receipt beside it; `{path}` in the receipt is where the tool is. */
  function install(receipt: unknown, file = 'tally.install.json'): [Platform, string] {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-receipt-')));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'bin', 'tally');
    mkdirSync(dirname(path));
    writeFileSync(path, '');
    const text = typeof receipt === 'string' ? receipt : JSON.stringify(receipt).replace('{path}', path);
    writeFileSync(join(dirname(path), file), text);
    return [testPlatform({ home: folder }), path];
  }

  it('says how the tool was installed', () => {
    const [platform, path] = install({ ...right, installPath: '{path}' });
    expect(findInstallMethod(platform, 'tally', path)).toBe('installer');
  });

  it('is found behind a link', () => {
    const [platform, path] = install({ ...right, installPath: '{path}' });
    const link = join(dirname(dirname(path)), 'tally');
    symlinkSync(path, link);
    expect(findInstallMethod(platform, 'tally', link)).toBe('installer');
  });

  it.each([
    ['of another tool', { ...right, tool: 'other', installPath: '{path}' }],
    ['of another file', { ...right, installPath: '/usr/bin/tally' }],
    ['of a later form', { ...right, schemaVersion: 2, installPath: '{path}' }],
    ['of a method that nobody knows', { ...right, installMethod: 'x@evil.example', installPath: '{path}' }],
    ['without a path', right],
    ['with a method that is no text', { ...right, installMethod: 1, installPath: '{path}' }],
    ['that is no object', 'null'],
    ['that is cut off', '{"schemaVersion":1,'],
    ['that is empty', ''],
    ['that is huge', `{"a":"${'x'.repeat(20_000)}"}`],
  ])('%s is not believed', (_, receipt) => {
    const [platform, path] = install(receipt);
    expect(findInstallMethod(platform, 'tally', path)).toBe('unknown');
  });

  it('that is a folder is not believed, and the path counts', () => {
    const [platform, path] = install({ ...right }, 'other.json');
    const inside = join(dirname(path), 'node_modules', 'tally');
    mkdirSync(join(inside, 'tally.install.json'), { recursive: true });
    expect(findInstallMethod(platform, 'tally', join(inside, 'tally.js'))).toBe('npm');
  });

  it('may be written with either slash and either case on Windows', () => {
    const [platform, path] = install({ ...right, installPath: '{path}' });
    const windows = { ...platform, system: { ...platform.system, os: 'win32' as const } };
    const receipt = JSON.stringify({ ...right, installPath: path.toUpperCase().replaceAll('/', '\\') });
    writeFileSync(join(dirname(path), 'tally.install.json'), receipt);
    expect(findInstallMethod(windows, 'tally', path)).toBe('installer');
    expect(findInstallMethod(platform, 'tally', path)).toBe('unknown');
  });

  it('may name each method that a path may tell and that lasts', () => {
    const once = ['npx', 'pnpm-dlx', 'yarn-dlx', 'bunx'];
    const lasting = PATH_RULES.map(([, method]) => method).filter((method) => !once.includes(method));
    expect(RECEIPT_METHODS.split(' ')).toEqual(expect.arrayContaining([...new Set(lasting)]));
    expect(isReceiptMethod('')).toBe(false);
  });
});

describe('a checkout', () => {
  it('is source, and what is installed in it is not', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-checkout-')));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, '.git'));
    const platform = testPlatform({ home: folder });
    expect(findInstallMethod(platform, 'tally', join(folder, 'src', 'bin', 'tally.js'))).toBe('source');
    expect(findInstallMethod(platform, 'tally', join(folder, 'node_modules', 'tally', 'bin.js'))).toBe('npm');
    rmSync(join(folder, '.git'), { recursive: true });
    expect(findInstallMethod(platform, 'tally', join(folder, 'src', 'bin', 'tally.js'))).toBe('unknown');
  });
});
