import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CollectorError } from '../errors.ts';
import { readKeys } from '../keys/key-file.ts';
import { checkLowering, MAX_LOWERING_MS, toAnswer, type Lowering } from '../lowering/lowering.ts';
import { readLowerings, writeLowering } from '../lowering/lowering-file.ts';
import { chooseProject } from './choose-project.ts';

export type LowerOptions = {
  readonly data: string;
  readonly project?: string;
  readonly drop?: readonly string[];
  readonly sample?: readonly string[];
  readonly every?: string;
  readonly for?: string;
  readonly clear?: boolean;
  readonly list?: boolean;
};

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `overt-collector lower`: asks clients for less. A running collector sees it within a second. */
export function runLower(options: LowerOptions): void {
  const folder = resolve(options.data);
  const keys = existsSync(folder) ? readKeys(folder) : undefined;
  if (keys === undefined)
    throw new CollectorError('data_folder_missing', `${folder} is no data folder with keys.`);
  const now = Date.now();
  const isChange = [options.drop, options.sample, options.every, options.clear].some(Boolean);
  if (isChange && options.list !== true) {
    const project = chooseProject(keys, options.project);
    const lowering = options.clear === true ? undefined : readOptions(options, now);
    writeLowering(folder, project, { lowering, now });
  }
  print(Object.entries(readLowerings(folder, now)), now);
}

function readOptions({ drop, sample, every, for: time = '7d' }: LowerOptions, now: number): Lowering {
  const shares = sample?.map((one) => /^(\S+)=(\S+)$/.exec(one) ?? fail('--sample', 'event=share', one));
  const given = {
    drop,
    sample: shares && Object.fromEntries(shares.map(([, name, share]) => [name, Number(share)])),
    everyMs: every === undefined ? undefined : toMs('--every', every),
    until: now + Math.min(toMs('--for', time), MAX_LOWERING_MS),
  };
  return checkLowering(given, now);
}

function toMs(option: string, text: string): number {
  const [, number, unit = ''] =
    /^(\d{1,6})([smhd])$/.exec(text) ?? fail(option, 'a time such as 90s, 10m, 1h or 3d', text);
  return Number(number) * (UNITS[unit] ?? 0);
}

function fail(option: string, expected: string, got: string): never {
  throw new CollectorError('bad_option', `Expected ${option} to be ${expected}, got "${got}".`);
}

function print(all: readonly (readonly [string, Lowering])[], now: number): void {
  const lines = all.flatMap(([project, lowering]) => {
    const answer = toAnswer(lowering, now);
    return answer === undefined ? [] : [`${project}  ${JSON.stringify(answer)}\n`];
  });
  process.stdout.write(lines.length === 0 ? 'Clients are asked for nothing.\n' : lines.join(''));
}
