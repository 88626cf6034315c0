import type { ErasedInProject } from '../../erasure/erased-ids.ts';
import { isLevel, MAX_RESOURCE_VALUE_LENGTH } from '../run.ts';
import { isUlid, ULID_LENGTH } from '../ulid.ts';
import { endOfString, hasToken, isQuote } from './json-bytes.ts';
import { QUICK_RESOURCE_FIELDS, PropsScanner } from './props-scanner.ts';

const RUN = Buffer.from('{"run":');
const PARENT = Buffer.from(',"parent":');
const LEVEL = Buffer.from(',"level":');
const RESOURCE = Buffer.from(',"resource":');
const EVENTS = Buffer.from(',"events":');

const TOOL = Buffer.from('tool');
const VERSION = Buffer.from('version');
const INSTALL = Buffer.from('install');

/** A string in quotes. */
const QUOTED_ULID_LENGTH: number = ULID_LENGTH + 2;
const EMPTY_LENGTH = 2;

/** Reads the head of a run: all of it that comes before its events. One object for all runs. */
export class RunScanner {
  readonly resource = new PropsScanner(QUICK_RESOURCE_FIELDS);
  run = '';
  parent = '';
  level = '';

  /** Scans the run at `at`. Answers where its list of events is; -1 when the thorough reader has to look. */
  scan(bytes: Buffer, at: number): number {
    if (!hasToken(bytes, at, RUN)) return -1;
    let next = at + RUN.length + QUOTED_ULID_LENGTH;
    this.run = readString(bytes, at + RUN.length, next);
    this.parent = '';
    if (hasToken(bytes, next, PARENT)) {
      const start = next + PARENT.length;
      next = start + QUOTED_ULID_LENGTH;
      this.parent = readString(bytes, start, next);
      if (!isUlid(this.parent)) return -1;
    }
    if (!isUlid(this.run) || !hasToken(bytes, next, LEVEL)) return -1;
    return this.#scanLevel(bytes, next + LEVEL.length);
  }

  /** Whether the run that was scanned is of an id that was erased. */
  isOf(bytes: Buffer, erased: ErasedInProject): boolean {
    const index = this.resource.find(bytes, INSTALL);
    if (index === -1) return false;
    const [start, end] = [this.resource.valueStart(index) + 1, this.resource.valueEnd(index) - 1];
    return erased.receiptOf(bytes, start, end) !== undefined;
  }

  #scanLevel(bytes: Buffer, at: number): number {
    const end = endOfString(bytes, at);
    if (end === -1 || !hasToken(bytes, end, RESOURCE)) return -1;
    this.level = readString(bytes, at, end);
    if (!isLevel(this.level)) return -1;
    const next = this.resource.scan(bytes, end + RESOURCE.length);
    if (next === -1 || !this.#isResource(bytes) || !hasToken(bytes, next, EVENTS)) return -1;
    return next + EVENTS.length;
  }

  #isResource(bytes: Buffer): boolean {
    const { resource } = this;
    for (let index = 0; index < resource.count; index += 1) {
      const start = resource.valueStart(index);
      const length = resource.valueEnd(index) - start - EMPTY_LENGTH;
      if (!isQuote(bytes[start]) || length > MAX_RESOURCE_VALUE_LENGTH) return false;
    }
    return this.#hasText(bytes, TOOL) && this.#hasText(bytes, VERSION);
  }

  #hasText(bytes: Buffer, name: Uint8Array): boolean {
    const index = this.resource.find(bytes, name);
    return index !== -1 && this.resource.valueEnd(index) - this.resource.valueStart(index) > EMPTY_LENGTH;
  }
}

/** The string at `start` to `end`, without its quotes. Only ASCII is right in what is read so. */
function readString(bytes: Buffer, start: number, end: number): string {
  return isQuote(bytes[start]) && isQuote(bytes[end - 1]) ? bytes.toString('latin1', start + 1, end - 1) : '';
}
