import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir, userInfo, type networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it as base } from 'vitest';
import { createNodePlatform } from '../platform/node.ts';
import type { Builtins, Env, Platform } from '../platform/platform.ts';
import { hashedMachineId } from './machine-id.ts';

/** A machine as far as it can be seen. */
type Machine = {
  readonly os?: NodeJS.Platform;
  /** Text by path; nothing else is there. */
  readonly files?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly user?: string;
  readonly env?: Env;
  /** What programs print, by the end of their names. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly interfaces?: Readonly<Record<string, string>>;
};

const LINUX: Machine = {
  files: {
    '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
    '/sys/class/net/enp3s0/device': '',
    '/sys/class/net/enp3s0/address': '00:1b:63:84:45:e6\n',
    '/sys/class/net/docker0/address': '02:42:ac:11:00:02\n',
    '/sys/class/net/lo/address': '00:00:00:00:00:00\n',
  },
  host: 'ada-laptop',
  user: 'ada',
};
const change = (machine: Machine, files: Record<string, string | undefined>): Machine => {
  const all = Object.entries({ ...machine.files, ...files });
  return { ...machine, files: Object.fromEntries(all.filter(([, text]) => text !== undefined)) as never };
};
const MAC: Machine = {
  os: 'darwin',
  files: {},
  host: 'Adas-Air.local',
  user: 'ada',
  programs: {
    '/usr/sbin/ioreg': '  "IOPlatformUUID" = "564D3C6E-4B5F-4D1E-9A57-0C1F5D9C8A11"\n',
  },
  interfaces: { en0: 'a4:83:e7:2f:11:22', awdl0: '9a:83:e7:2f:11:22', lo0: '00:00:00:00:00:00' },
};
const WINDOWS: Machine = {
  os: 'win32',
  files: {},
  host: 'ADA-PC',
  user: 'ada',
  env: { SystemRoot: 'C:\\Windows' },
  programs: {
    'C:\\Windows\\System32\\reg.exe':
      '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    7d0c6f3e-2f0a-4c53-8c53-9d52b1f0a001\r\n\r\n',
  },
  interfaces: { Ethernet: '00:1b:63:84:45:e6' },
};

const it = base.extend('folder', async ({ task: _task }, { onCleanup }) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-machine-'));
  onCleanup(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
});

const started: string[] = [];

describe('the machine id', () => {
  it('is 16 digits, and the same each time', async ({ folder }) => {
    const first = await idOf(LINUX, folder);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await idOf(LINUX, folder)).toBe(first);
  });

  it('differs between tools', async ({ folder }) => {
    expect(await idOf(LINUX, folder, 'other')).not.toBe(await idOf(LINUX, folder));
  });

  const parts: readonly (readonly [part: string, machine: Machine])[] = [
    ['system', change(LINUX, { '/etc/machine-id': undefined })],
    ['address', change(LINUX, { '/sys/class/net/enp3s0/address': undefined })],
    ['host', { ...LINUX, host: '' }],
    ['user', { ...LINUX, user: '' }],
  ];

  it('does without any one of its parts, and no part takes the place of another', async ({ folder }) => {
    const ids = await Promise.all(
      [LINUX, ...parts.map(([, machine]) => machine)].map((one) => idOf(one, folder)),
    );
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id ?? ''))).toBe(true);
    expect(new Set(ids).size).toBe(parts.length + 1);
    // A host that is named as a user would be is no user.
    const asHost = await idOf({ ...LINUX, host: 'ada', user: '' }, folder);
    const asUser = await idOf({ ...LINUX, host: '', user: 'ada' }, folder);
    expect(asHost).not.toBe(asUser);
  });

  it('reads the place of D-Bus where the other is empty or not yet set', async ({ folder }) => {
    const id = '0123456789abcdef0123456789abcdef';
    const expected = await idOf(LINUX, folder);
    for (const text of ['', 'uninitialized\n', '0'.repeat(32), undefined])
      expect(
        await idOf(change(LINUX, { '/etc/machine-id': text, '/var/lib/dbus/machine-id': id }), folder),
      ).toBe(expected);
  });

  it('is none where only names are left: those can be guessed', async ({ folder }) => {
    expect(await idOf({ host: 'ada-laptop', user: 'ada', files: {} }, folder)).toBeUndefined();
  });

  it.for([
    ['Docker', change(LINUX, { '/.dockerenv': '' })],
    ['Podman', change(LINUX, { '/run/.containerenv': '' })],
    ['systemd-nspawn', { ...LINUX, env: { container: 'systemd-nspawn' } }],
    ['Kubernetes', { ...LINUX, env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }],
    ['CI', { ...LINUX, env: { CI: 'true' } }],
  ] as const)('is none in %s', async ([, machine], { folder }) => {
    expect(await idOf(machine, folder)).toBeUndefined();
  });

  it('takes the first address by name that is of a factory', async ({ folder }) => {
    const expected = await idOf(LINUX, folder);
    const more = {
      // Made up by a program, drawn anew for each network, of a bridge: none of them is a machine's.
      '/sys/class/net/aaa0/device': '',
      '/sys/class/net/aaa0/address': '02:fc:00:00:00:01\n',
      '/sys/class/net/docker0/device': '',
      '/sys/class/net/br-1234/address': '00:1b:63:84:45:aa\n',
      '/sys/class/net/wlan0/device': '',
      '/sys/class/net/wlan0/address': '00:1b:63:84:45:ff\n',
    };
    expect(await idOf(change(LINUX, more), folder)).toBe(expected);
    const before = {
      '/sys/class/net/eno1/device': '',
      '/sys/class/net/eno1/address': '00:1b:63:84:45:00\n',
    };
    expect(await idOf(change(LINUX, before), folder)).not.toBe(expected);
  });

  it('starts no program on Linux', async ({ folder }) => {
    started.length = 0;
    await idOf(LINUX, folder);
    expect(started).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.for([
    ['macOS', MAC],
    ['Windows', WINDOWS],
  ] as const)('asks a program on %s, once, and keeps no raw id', async ([, machine], { folder }) => {
    started.length = 0;
    const first = await idOf(machine, folder);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await idOf(machine, folder)).toBe(first);
    expect(started).toEqual(Object.keys(machine.programs ?? {}));
    const kept = readFileSync(join(folder, 'os-id'), 'utf8');
    expect(kept).toMatch(/^[0-9a-f]{32}\n$/);
    const raw = Object.values(machine.programs ?? {})
      .join('')
      .toLowerCase()
      .replaceAll('-', '');
    expect(raw).not.toContain(kept.trim());
    // Without the program there are still the other parts.
    const without = await idOf({ ...machine, programs: {} }, mkdtempSync(join(folder, 'without-')));
    expect(without).toMatch(/^[0-9a-f]{16}$/);
    expect(without).not.toBe(first);
  });

  it('of a Mac does not change with the name that a network gives it', async ({ folder }) => {
    const elsewhere = { ...MAC, host: 'adas-air.fritz.box' };
    expect(await idOf(elsewhere, folder)).toBe(await idOf(MAC, folder));
  });

  it('of the machine that this test is on is whatever it is, and no error', async ({ folder }) => {
    const id = await hashedMachineId(createNodePlatform(), 'scan', folder);
    expect(id === undefined || /^[0-9a-f]{16}$/.test(id)).toBe(true);
  });
});

function idOf(machine: Machine, folder: string, tool = 'scan'): Promise<string | undefined> {
  return hashedMachineId(createPlatform(machine), tool, folder);
}

/** The real world, but for what can be seen of the machine. */
function createPlatform(machine: Machine): Platform {
  const { os = 'linux', files = {}, env = {}, programs = {} } = machine;
  const real = createNodePlatform();
  const isSeen = (path: unknown): path is string => /^\/(etc|var|sys|run|\.dockerenv)/.test(String(path));
  const paths = Object.keys(files);
  const fs = {
    ...real.fs,
    existsSync: (path: string) =>
      isSeen(path)
        ? paths.some((one) => one === path || one.startsWith(`${path}/`))
        : real.fs.existsSync(path),
    readFileSync: (path: string, encoding: 'utf8') => {
      if (!isSeen(path)) return real.fs.readFileSync(path, encoding);
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT: ${path}`);
      return text;
    },
    readdirSync: (path: string) => {
      if (!isSeen(path)) return real.fs.readdirSync(path);
      const below = paths.filter((one) => one.startsWith(`${path}/`));
      return [...new Set(below.map((one) => one.slice(path.length + 1).split('/')[0]))];
    },
  } as Platform['fs'];
  const modules: Partial<Record<keyof Builtins, unknown>> = {
    'node:os': {
      hostname,
      userInfo: () => {
        if (machine.user === '') throw new Error('ENOENT: no such user');
        return { ...userInfo(), username: machine.user };
      },
      networkInterfaces: (): ReturnType<typeof networkInterfaces> =>
        Object.fromEntries(
          Object.entries(machine.interfaces ?? {}).map(([name, mac]) => [
            name,
            [{ address: '', netmask: '', family: 'IPv4', mac, internal: name === 'lo0', cidr: null }],
          ]),
        ),
    },
    'node:child_process': {
      execFile: (program: string, ...[, , done]: [unknown, unknown, (...said: unknown[]) => void]) => {
        const said = programs[program];
        if (said !== undefined) started.push(program);
        done(said === undefined ? new Error('ENOENT') : null, said ?? '');
      },
    },
  };
  return {
    ...real,
    env,
    fs,
    system: { ...real.system, os, userId: real.system.userId, hostName: () => machine.host ?? '' },
    builtin: <Name extends keyof Builtins>(name: Name) =>
      (modules[name] as Builtins[Name]) ?? real.builtin(name),
  };
}
