import { isMissing, isOurs, OTHERS_MAY_WRITE } from '../spool/private-file.ts';
import type { Platform } from '../platform/platform.ts';
import { isRecord } from '../platform/record.ts';
import { isChoice } from './level.ts';
import type { RuleFile } from './resolve.ts';

/** A file of rules is a few lines; more than this is none. */
const MAX_RULE_BYTES = 64 * 1024;
const RULE_FORMAT = 1;
const ROOT_USER = 0;

/** Whose word a file is: of the machine's administrator, or of a project, which can only lower. */
export type RuleFileKind = 'managed' | 'project';

/**
 * Reads what a file of rules says about `tool`:
 * `{ "format": 1, "tools": { "*": { "atMost": "errors" }, "tally": { "level": "off" } } }`.
 * Whatever is there and cannot be read, understood or trusted counts as off.
 */
export function readRuleFile(
  platform: Platform,
  path: string,
  [tool, kind]: [string, RuleFileKind],
): RuleFile {
  try {
    const stat = platform.fs.statSync(path);
    // Something that is no file, such as a pipe, could keep us waiting for ever.
    if (!stat.isFile() || stat.size > MAX_RULE_BYTES) return { kind: 'unreadable', path };
    if (kind === 'managed' && !isTrusted(platform, stat)) return { kind: 'unreadable', path };
    return parseRules(JSON.parse(platform.fs.readFileSync(path, 'utf8')), path, tool);
  } catch (error) {
    return isMissing(error) && !isThere(platform, path) ? { kind: 'none' } : { kind: 'unreadable', path };
  }
}

/** Only the administrator, or this user, may have written what can lock a level. */
function isTrusted(platform: Platform, stat: ReturnType<Platform['fs']['lstatSync']> & object): boolean {
  if (platform.system.os === 'win32') return true;
  const { mode, uid } = stat as { mode: number; uid: number };
  return (mode & OTHERS_MAY_WRITE) === 0 && (uid === ROOT_USER || isOurs(platform, stat as never));
}

function parseRules(file: unknown, path: string, tool: string): RuleFile {
  if (!isRecord(file) || file['format'] !== RULE_FORMAT || !isRecord(file['tools']))
    return { kind: 'unreadable', path };
  const { tools } = file;
  const rule = Object.hasOwn(tools, tool) ? tools[tool] : tools['*'];
  if (rule === undefined) return { kind: 'none' };
  if (!isRecord(rule)) return { kind: 'unreadable', path };
  const { level, atMost, ...unknown } = rule;
  // A word that we do not know may have been meant to protect.
  const isKnown =
    Object.keys(unknown).length === 0 &&
    [level, atMost].every((word) => word === undefined || isChoice(word));
  if (!isKnown) return { kind: 'unreadable', path };
  return { kind: 'rule', path, level, atMost } as RuleFile;
}

/** A link that leads nowhere is there all the same. */
function isThere({ fs }: Platform, path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !isMissing(error);
  }
}
