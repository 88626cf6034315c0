/** One error of a `stack`: the one that was thrown, or a cause or member of another one. */
export type StackError = {
  readonly type: string;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** The index of the error that it belongs to. */
  readonly parent?: number | undefined;
  readonly relation?: 'cause' | 'member' | undefined;
  /** Innermost first. */
  readonly frames: readonly (Frame | FrameCut)[];
};

export type Frame = {
  readonly function?: string | undefined;
  readonly isAsync?: boolean | undefined;
  /** Left out of a file that is neither the tool's nor a dependency's nor Node's. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly inApp: boolean;
};

/** Frames that were left out. */
export type FrameCut = { readonly cut: number };

const RELATIONS: Readonly<Record<string, StackError['relation']>> = { 'caused by': 'cause', with: 'member' };
const IN_APP = 'app:///';

/** The errors in a `stack`. Lines that are none of its grammar are passed over. */
export function parseStack(text: string): StackError[] {
  const errors: (StackError & { frames: (Frame | FrameCut)[] })[] = [];
  const open: number[] = [];
  for (const line of text.split('\n')) {
    const body = line.trimStart();
    const depth = (line.length - body.length) >> 1;
    const last = errors.at(-1);
    if (last !== undefined && body.startsWith('at ')) last.frames.push(parseFrame(body.slice(3)));
    else if (last !== undefined && body.startsWith('… '))
      last.frames.push({ cut: Number.parseInt(body.slice(2), 10) || 0 });
    else {
      const header = parseHeader(body);
      if (header === undefined) continue;
      const parent = depth === 0 ? undefined : open[depth - 1];
      open[depth] = errors.length;
      errors.push({ ...header, ...(parent === undefined ? {} : { parent }), frames: [] });
    }
  }
  return errors;
}

function parseHeader(line: string): Omit<StackError, 'frames'> | undefined {
  const [, label, rest = ''] = /^(?:(caused by|with): )?(.*)$/.exec(line) ?? [];
  const [, type, code, , message] = /^([^\s:[\]]+)(?: \[([^\]]*)\])?(: (.*))?$/.exec(rest) ?? [];
  if (type === undefined) return undefined;
  const relation = label === undefined ? undefined : RELATIONS[label];
  return {
    type,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined
      ? {}
      : { message: message.replace(/\\([n\\])/g, (_, it) => (it === 'n' ? '\n' : '\\')) }),
    ...(relation === undefined ? {} : { relation }),
  };
}

function parseFrame(text: string): Frame {
  const isAsync = text.startsWith('async ');
  const rest = isAsync ? text.slice(6) : text;
  const [, name, place = rest] = /^(.*) \((.*)\)$/.exec(rest) ?? [];
  const [, path = place, line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(place) ?? [];
  const file = path === '<elsewhere>' ? undefined : path;
  return {
    ...(name === undefined ? {} : { function: name }),
    ...(isAsync ? { isAsync } : {}),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
    inApp: file?.startsWith(IN_APP) === true,
  };
}
