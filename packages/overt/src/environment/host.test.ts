import { describe, expect, it } from 'vitest';
import type { FileSystem, Platform } from '../platform/platform.ts';
import { createNodePlatform } from '../platform/node.ts';
import { CONTAINER_KINDS, CONTAINER_VARIABLES, nameContainer } from './container.ts';
import { CONTAINER_FILES, findContainer } from './container-files.ts';
import { DISTROS, findDistro } from './distro.ts';
import { isNetworkForbidden } from './network.ts';
import { parseParent } from './parent-run.ts';

/** A machine that has these files and no others. */
function makeMachine(
  files: Readonly<Record<string, string>>,
  more: Partial<Platform['system']> = {},
): Platform {
  const real = createNodePlatform();
  const readFileSync = (path: string): string => {
    if (files[path] === undefined) throw new Error('ENOENT');
    return files[path];
  };
  const fs = { existsSync: (path: string) => path in files, readFileSync } as unknown as FileSystem;
  return { ...real, fs, system: { ...real.system, os: 'linux', osRelease: () => '6.1.0', ...more } };
}

describe('a container', () => {
  it.each(Object.entries(CONTAINER_VARIABLES))('is known by %s: %s', (variable, name) => {
    expect(nameContainer({ [variable]: 'x' })).toBe(name);
    expect(nameContainer({ [variable]: '' })).toBeUndefined();
  });

  it.each([...CONTAINER_KINDS.map((kind) => [kind, kind] as const), ['my-secret-runtime', 'other'] as const])(
    'that says container=%s is %s',
    (said, name) => {
      expect(nameContainer({ container: said })).toBe(name);
      expect(findContainer(makeMachine({ '/run/systemd/container': `${said}\n` }))).toBe(name);
    },
  );

  it.each(Object.entries(CONTAINER_FILES))('is known by %s: %s', (file, name) => {
    expect(findContainer(makeMachine({ [file]: '' }))).toBe(name);
  });

  it('is not on a plain machine, and not on another system', () => {
    expect(findContainer(makeMachine({}))).toBeUndefined();
    expect(findContainer(makeMachine({ '/.dockerenv': '' }, { os: 'darwin' }))).toBeUndefined();
  });

  it('is WSL by its kernel', () => {
    const osRelease = (): string => '5.15.153.1-microsoft-standard-WSL2';
    expect(findContainer(makeMachine({}, { osRelease }))).toBe('wsl');
    expect(findContainer(makeMachine({ '/.dockerenv': '' }, { osRelease }))).toBe('docker');
  });
});

describe('a distribution', () => {
  const release = (id: string): Platform =>
    makeMachine({ '/etc/os-release': `NAME="x"\n${id}\nVERSION_ID="12"\n` });

  it.each(DISTROS)('is %s', (id) => {
    expect(findDistro(release(`ID=${id}`))).toBe(id);
  });

  it.each([
    ['ID="ubuntu"', 'ubuntu'],
    ["ID='alpine'", 'alpine'],
    ['ID=acme-corp-internal', 'other'],
    ['ID=', undefined],
    ['# nothing', undefined],
  ])('with %s is %s', (line, distro) => {
    expect(findDistro(release(line))).toBe(distro);
  });

  it('may be told in the other file, or not at all', () => {
    expect(findDistro(makeMachine({ '/usr/lib/os-release': 'ID=fedora\n' }))).toBe('fedora');
    expect(findDistro(makeMachine({}))).toBeUndefined();
    expect(findDistro(makeMachine({ '/etc/os-release': 'ID=debian' }, { os: 'darwin' }))).toBeUndefined();
  });
});

describe('the network', () => {
  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
    ['', false],
    [undefined, false],
  ])('with CODEX_SANDBOX_NETWORK_DISABLED=%s is forbidden: %s', (said, answer) => {
    expect(isNetworkForbidden({ CODEX_SANDBOX_NETWORK_DISABLED: said })).toBe(answer);
  });
});

describe('the parent', () => {
  const run = '01JD8Z7A1BCDEFGHJKMNPQRSTV';
  it.each([
    [`${run}:tally`, { run, tool: 'tally', part: '' }],
    [`${run}:tally:daemon`, { run, tool: 'tally', part: 'daemon' }],
    [run, { run, tool: '', part: '' }],
    ['', undefined],
    [undefined, undefined],
    ['x:tally', undefined],
    [`${run.toLowerCase()}:tally`, undefined],
  ])('said by %s', (said, parent) => {
    expect(parseParent(said)).toEqual(parent);
  });
});
