import { MAX_INT32, RESOURCE_COLUMNS } from '../row.ts';
import { weekOfRun } from '../ulid.ts';
import type { EventScanner } from './event-scanner.ts';
import { hasToken, isDigit, isQuote, readInteger } from './json-bytes.ts';
import type { PropsScanner } from './props-scanner.ts';
import type { RowBuffer } from './row-buffer.ts';
import type { RunScanner } from './run-scanner.ts';

/** What `encodeEvent` in row.ts takes from the props. */
const COMMAND = Buffer.from('command');
const OUTCOME = Buffer.from('outcome');
const EXIT_CODE = Buffer.from('exitCode');
const DURATION = Buffer.from('durationMs');
const ERROR_CLASS = Buffer.from('errorClass');

const RESOURCE_NAMES: readonly Uint8Array[] = RESOURCE_COLUMNS.map((name) => Buffer.from(name));

const [TAB, NEWLINE, DOT, ONE] = [0x09, 0x0a, 0x2e, 0x31];
const [OPEN, CLOSE, COMMA] = [0x7b, 0x7d, 0x2c];
const SECONDS_DIGITS = 10;

const NO_EXIT_CODE = '0';
const NO_DURATION = '-1';

/** What stands in each row of a run: the first row has it from `start` to `end`, and from there the others copy it. */
type Shared = { start: number; end: number };

/** Whose events are written. */
export type Writing = { readonly project: string; readonly received: string; readonly run: RunScanner };

/** Writes scanned events as rows: the same bytes as `encodeEvent` in row.ts makes. */
export class RowWriter {
  readonly #rows: RowBuffer;
  readonly #before: Shared = { start: 0, end: 0 };
  readonly #week: Shared = { start: 0, end: 0 };
  readonly #after: Shared = { start: 0, end: 0 };

  constructor(rows: RowBuffer) {
    this.#rows = rows;
  }

  /** The first row of a run. */
  writeFirst(bytes: Uint8Array, event: EventScanner, writing: Writing): void {
    const { project, run } = writing;
    this.#share(this.#before, () => this.#rows.writeText(`${project}\t${run.run}\t`));
    this.#rows.writeBytes(bytes, event.seqStart, event.seqEnd);
    this.#share(this.#week, () => this.#rows.writeText(`\t${weekOfRun(run.run)}\t`));
    this.#writeOwn(bytes, event);
    this.#share(this.#after, () => this.#writeAfter(bytes, writing));
  }

  /** A further row of the same run. */
  write(bytes: Uint8Array, event: EventScanner): void {
    const rows = this.#rows;
    rows.repeat(this.#before.start, this.#before.end);
    rows.writeBytes(bytes, event.seqStart, event.seqEnd);
    rows.repeat(this.#week.start, this.#week.end);
    this.#writeOwn(bytes, event);
    rows.repeat(this.#after.start, this.#after.end);
  }

  #share(shared: Shared, write: () => void): void {
    shared.start = this.#rows.length;
    write();
    shared.end = this.#rows.length;
  }

  /** From the name to the sample rate: the columns that are the event's own. */
  #writeOwn(bytes: Uint8Array, event: EventScanner): void {
    const rows = this.#rows;
    rows.writeBytes(bytes, event.nameStart, event.nameEnd);
    rows.writeByte(TAB);
    const millis = event.timeStart + SECONDS_DIGITS;
    rows.writeBytes(bytes, event.timeStart, millis);
    rows.writeByte(DOT);
    rows.writeBytes(bytes, millis, event.timeEnd);
    rows.writeByte(TAB);
    rows.writeBytes(bytes, event.propsStart, event.propsEnd);
    rows.writeByte(TAB);
    this.#writeExtract(bytes, event);
    if (event.rateEnd === 0) rows.writeByte(ONE);
    else rows.writeBytes(bytes, event.rateStart, event.rateEnd);
    rows.writeByte(TAB);
  }

  #writeAfter(bytes: Uint8Array, { received, run }: Writing): void {
    this.#rows.writeText(`${received}\t${run.level}\t${run.parent}\t`);
    for (const name of RESOURCE_NAMES) this.#writeString(bytes, run.resource, name);
    this.#writeUnnamed(bytes, run.resource);
    this.#rows.writeByte(NEWLINE);
  }

  /** The fields of a resource that have no column, as JSON. */
  #writeUnnamed(bytes: Uint8Array, resource: PropsScanner): void {
    const rows = this.#rows;
    let separator = OPEN;
    for (let index = 0; index < resource.count; index += 1) {
      const start = resource.nameStart(index);
      if (isNamed(bytes, start, resource.nameEnd(index))) continue;
      rows.writeByte(separator);
      rows.writeBytes(bytes, start - 1, resource.valueEnd(index)); // as it came, quotes and all
      separator = COMMA;
    }
    if (separator === OPEN) rows.writeByte(OPEN);
    rows.writeByte(CLOSE);
  }

  #writeExtract(bytes: Uint8Array, { props }: EventScanner): void {
    this.#writeString(bytes, props, COMMAND);
    this.#writeString(bytes, props, OUTCOME);
    this.#writeNumber(bytes, props, EXIT_CODE);
    this.#writeNumber(bytes, props, DURATION);
    this.#writeString(bytes, props, ERROR_CLASS);
  }

  #writeString(bytes: Uint8Array, props: PropsScanner, column: Uint8Array): void {
    const index = props.find(bytes, column);
    if (index !== -1 && isQuote(bytes[props.valueStart(index)])) {
      this.#rows.writeBytes(bytes, props.valueStart(index) + 1, props.valueEnd(index) - 1);
    }
    this.#rows.writeByte(TAB);
  }

  #writeNumber(bytes: Uint8Array, props: PropsScanner, column: Uint8Array): void {
    const index = props.find(bytes, column);
    const start = index === -1 ? 0 : props.valueStart(index);
    const end = index === -1 ? 0 : props.valueEnd(index);
    const max = column === EXIT_CODE ? MAX_INT32 : Number.MAX_SAFE_INTEGER;
    const isTaken = index !== -1 && isDigit(bytes[start]) && readInteger(bytes, start, end) <= max;
    if (isTaken) this.#rows.writeBytes(bytes, start, end);
    else this.#rows.writeText(column === EXIT_CODE ? NO_EXIT_CODE : NO_DURATION);
    this.#rows.writeByte(TAB);
  }
}

function isNamed(bytes: Uint8Array, start: number, end: number): boolean {
  return RESOURCE_NAMES.some((name) => name.length === end - start && hasToken(bytes, start, name));
}
