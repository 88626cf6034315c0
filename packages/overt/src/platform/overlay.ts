import type { FileSystem, Platform } from './platform.ts';

/** A platform on which nothing can be changed: what is written stays in memory, and all else is refused. */
export type Overlay = {
  readonly platform: Platform;
  /** What was written, by path. */
  readonly written: ReadonlyMap<string, string>;
};

type OpenFile = { readonly path: string; text: string };

/** Descriptors of ours: far above any that the system gives out. */
const FIRST_FD = 1_000_000_000;

/**
 * Lets the code that writes and sends run without a trace, so that a user can be shown what it would do. Files that are
 * there can be read; new ones can be made, read and removed, in memory.
 */
export function createOverlay(real: Platform): Overlay {
  const written = new Map<string, string>();
  const fs = Object.assign(Object.create(real.fs) as FileSystem, refusals(), {
    ...writing(real, written),
    ...moving(real, written),
    ...reading(real, written),
  });
  const system = Object.assign(Object.create(real.system) as Platform['system'], { setEnv: () => {} });
  return { platform: { ...real, fs, system }, written };
}

function refusals(): Partial<Record<keyof FileSystem, () => never>> {
  const refuse = (): never => {
    throw Object.assign(new Error('This disk is for reading only.'), { code: 'EROFS' });
  };
  const names = ['appendFileSync', 'chmodSync', 'mkdirSync', 'rmSync'] as const;
  return Object.fromEntries(names.map((name) => [name, refuse]));
}

function writing(real: Platform, written: Map<string, string>): Partial<Record<keyof FileSystem, unknown>> {
  const open: OpenFile[] = [];
  const find = (fd: number): OpenFile => {
    const file = open[fd - FIRST_FD];
    if (file === undefined) throw Object.assign(new Error('No such descriptor.'), { code: 'EBADF' });
    return file;
  };
  return {
    openSync: (path: string) => open.push({ path, text: '' }) - 1 + FIRST_FD,
    writeSync: (fd: number, data: string | Uint8Array, offset = 0) => {
      const file = find(fd);
      const bytes = Buffer.from(data as Uint8Array).subarray(offset);
      file.text += bytes.toString('utf8');
      written.set(file.path, file.text);
      return bytes.length;
    },
    closeSync: (fd: number) => void find(fd),
    fsyncSync: (fd: number) => void find(fd),
    fstatSync: (fd: number) => statOf(real, find(fd).text),
    ftruncateSync: (fd: number, length = 0) => {
      const file = find(fd);
      file.text = file.text.slice(0, length);
    },
    unlinkSync: (path: string) => void written.delete(path),
  };
}

/** Of what was written here, since a secret is made by giving a draft its name. */
function moving({ fs }: Platform, written: Map<string, string>): Partial<Record<keyof FileSystem, unknown>> {
  const put = (from: string, to: string): void => {
    const text = written.get(from);
    if (text === undefined)
      throw Object.assign(new Error('This disk is for reading only.'), { code: 'EROFS' });
    written.set(to, text);
  };
  return {
    linkSync: (from: string, to: string) => {
      if (written.has(to) || fs.existsSync(to))
        throw Object.assign(new Error('It is there.'), { code: 'EEXIST' });
      put(from, to);
    },
    renameSync: (from: string, to: string) => {
      put(from, to);
      written.delete(from);
    },
  };
}

function statOf({ system, now }: Platform, text: string): unknown {
  return {
    isFile: () => true,
    isDirectory: () => false,
    uid: system.userId,
    mode: 0o100600,
    size: Buffer.byteLength(text),
    mtimeMs: now(),
  };
}

function reading(
  real: Platform,
  written: ReadonlyMap<string, string>,
): Partial<Record<keyof FileSystem, unknown>> {
  const { fs } = real;
  return {
    lstatSync: (path: string, options: { throwIfNoEntry: false }) => {
      const text = written.get(path);
      return text === undefined ? fs.lstatSync(path, options) : statOf(real, text);
    },
    readFileSync: (path: string, encoding: 'utf8') => written.get(path) ?? fs.readFileSync(path, encoding),
    readdirSync: (path: string) => (fs.existsSync(path) ? fs.readdirSync(path) : []),
  };
}
