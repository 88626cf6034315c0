import { attempt } from '../platform/attempt.ts';
import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { RUNS } from './folders.ts';
import { mayBeFull, type SpoolLimits } from './limits.ts';
import { PRIVATE_FILE, removeFile } from './private-file.ts';
import {
  encodeLine,
  MAX_SEGMENT_BYTES,
  segmentName,
  type Counts,
  type EndLine,
  type HeaderLine,
  type RunLine,
} from './run-file.ts';

/** What one run has to know to write its file. */
export type RunWriterOptions = {
  readonly platform: Platform;
  readonly limits: SpoolLimits;
  /** Finds a state folder that can be written, the first time that one is needed. */
  readonly openFolder: () => string | undefined;
  /** The head of each segment. Made only when there is something to write. */
  readonly createHeader: (segment: number, folder: string) => HeaderLine;
  /** Makes room for one more segment, and answers what that cost. */
  readonly makeRoom: (folder: string) => Counts;
};

/** The segment that is being written. */
type OpenFile = { readonly fd: number; readonly path: string; bytes: number; hasLines: boolean };

/** So often at most, a file is looked for: it may have been taken for that of a dead process, or been erased by its user. */
const CHECK_AFTER_MS = 1000;
/** When nothing can be written, the next tries wait this long: a full disk must not slow the tool down. */
const RETRY_AFTER_MS = 1000;

/** A run ends once: a segment that comes after its end is closed without another one. */
const AFTER_END = encodeLine({ next: 0 });

/** What the recorder needs of a writer. */
export type Writer = Pick<RunWriter, keyof RunWriter>;

/** Writes the file of one run. When `append` has answered true, the line is with the system and outlives us. */
export class RunWriter {
  readonly #options: RunWriterOptions;
  #folder: string | undefined;
  #file: OpenFile | undefined;
  #segment = 0;
  #totalBytes = 0;
  /** Of these, as far as we know, what no courier has taken yet. */
  #waitingBytes = 0;
  #fullUntil = 0;
  #run = '';
  #checkedAt = 0;
  #retryAt = 0;
  #isTorn = false;
  #endLine = '';
  #losses = 0;
  #dropped: Record<string, number> = {};
  #misuse: Record<string, number> = {};

  constructor(options: RunWriterOptions) {
    this.#options = options;
  }

  /** The state folder that this run writes to, once it has written. */
  get folder(): string | undefined {
    return this.#folder;
  }

  /** How much this run has written. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  append(line: RunLine): boolean {
    const text = encodeLine(line);
    if (this.#isFull(text.length)) this.#count('run_full');
    else if (this.#write(text + this.#endLine)) {
      if (this.#endLine !== '') this.#endLine = AFTER_END;
      return true;
    }
    // What is left of a torn line is counted by whoever reads it.
    else if (!this.#isTorn) this.#count('write_failed');
    return false;
  }

  /** Counts an event that was dropped. Written with 1, 2, 4, 8, … so that a storm of them costs little. */
  countDrop(reason: string): void {
    this.#count(reason);
    this.#writeCountsAtPowers();
  }

  countMisuse(reason: string): void {
    this.#losses += 1;
    this.#misuse[reason] = (this.#misuse[reason] ?? 0) + 1;
    this.#writeCountsAtPowers();
  }

  /**
   * Closes the segment, so that it can be delivered while the run goes on, and opens the next: without an open one
   * nobody would notice that the run died.
   */
  rotate(): void {
    if (this.#file?.hasLines !== true) return;
    this.#closeWith(encodeLine({ next: this.#segment + 1 }));
    this.#write('');
  }

  /** Writes the end of the run. What is recorded after it (by later exit listeners) gets a closed segment of its own. */
  end(end: EndLine['end']): void {
    if (this.#endLine === '') this.#endLine = encodeLine({ end });
    if (this.#file === undefined) return;
    this.#closeWith(this.#endLine);
    this.#endLine = AFTER_END;
  }

  /** Lets go of the file without a word: consent was taken back, and the file may be gone already. */
  abandon(): void {
    const path = this.#file?.path;
    this.#close();
    if (path !== undefined) removeFile(this.#options.platform, path);
  }

  /** A run that never ends writes more than may wait at a time: when it seems full, it is looked what is still there. */
  #isFull(bytes: number): boolean {
    const { platform, limits } = this.#options;
    if (this.#waitingBytes + bytes <= limits.maxBytes / 2) return false;
    const now = platform.elapsed();
    if (this.#folder === undefined || now < this.#fullUntil) return true;
    this.#waitingBytes = this.#measure(join(this.#folder, RUNS)) ?? this.#waitingBytes;
    const isOver = this.#waitingBytes + bytes > limits.maxBytes / 2;
    // Where it is full, it is not measured again with each event.
    if (isOver) this.#fullUntil = now + CHECK_AFTER_MS;
    return isOver;
  }

  #measure(runs: string): number | undefined {
    const { fs } = this.#options.platform;
    return attempt(() => {
      const own = fs.readdirSync(runs).filter((name) => name.startsWith(this.#run));
      return own.reduce((sum, name) => sum + fs.statSync(join(runs, name)).size, 0);
    });
  }

  #count(reason: string, count = 1): void {
    this.#losses += count;
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + count;
  }

  #writeCountsAtPowers(): void {
    if ((this.#losses & (this.#losses - 1)) === 0) this.#write(this.#countsText());
  }

  #countsText(): string {
    return this.#losses === 0 ? '' : encodeLine({ dropped: this.#dropped, misuse: this.#misuse });
  }

  #write(text: string): boolean {
    const { platform } = this.#options;
    const now = platform.elapsed();
    if (now < this.#retryAt) return false;
    try {
      if (this.#file !== undefined && now - this.#checkedAt > CHECK_AFTER_MS) this.#leaveLostFile(now);
      if (this.#file !== undefined && this.#file.bytes > MAX_SEGMENT_BYTES)
        this.#closeWith(encodeLine({ next: this.#segment + 1 }));
      if (this.#file === undefined) this.#open(text);
      else this.#put(this.#file, text);
      return true;
    } catch {
      this.#retryAt = now + RETRY_AFTER_MS;
      return false;
    } finally {
      // After the end, each segment is complete when it is written.
      if (this.#endLine !== '') this.#close();
    }
  }

  /**
   * A process that sleeps for hours, or lives in another pid namespace, may be taken for dead and its file be claimed.
   * What is written into it after that would be lost: go on in a new segment.
   */
  #leaveLostFile(now: number): void {
    this.#checkedAt = now;
    const { fs } = this.#options.platform;
    const path = this.#file?.path;
    if (path !== undefined && fs.lstatSync(path, { throwIfNoEntry: false }) === undefined) this.#close();
  }

  /** Opens a new segment with the header and its first line in one write. */
  #open(text: string): void {
    const { platform, openFolder, createHeader } = this.#options;
    this.#folder ??= openFolder();
    if (this.#folder === undefined) throw new Error('no state folder');
    this.#makeRoom(this.#folder);
    this.#segment += 1;
    const header = createHeader(this.#segment, this.#folder);
    this.#run = header.run;
    const path = join(this.#folder, RUNS, segmentName(header.run, this.#segment));
    // Exclusive: never an existing file, never through a link. Appending: a write that was cut back leaves no gap.
    const fd = platform.fs.openSync(path, 'ax', PRIVATE_FILE);
    this.#file = { fd, path, bytes: 0, hasLines: text !== '' };
    this.#isTorn = false;
    try {
      this.#put(this.#file, encodeLine(header) + this.#countsText() + text);
    } catch (error) {
      // Half a header is no file: leave nothing behind.
      this.abandon();
      throw error;
    }
  }

  #makeRoom(folder: string): void {
    const { platform, limits, makeRoom } = this.#options;
    if (!mayBeFull(platform.fs.readdirSync(join(folder, RUNS)).length, limits)) return;
    for (const [reason, lost] of Object.entries(makeRoom(folder))) this.#count(reason, lost);
  }

  #put(file: OpenFile, text: string): void {
    const { fs } = this.#options.platform;
    // After a line that stayed torn, the next one starts on a line of its own.
    const whole = this.#isTorn ? `\n${text}` : text;
    const length = Buffer.byteLength(whole);
    const written = fs.writeSync(file.fd, whole);
    if (written !== length) this.#cutBack(file, written);
    this.#isTorn = false;
    file.hasLines ||= file.bytes > 0;
    file.bytes += length;
    this.#totalBytes += length;
    this.#waitingBytes += length;
  }

  /** A full disk took only a part: takes that back, so that the loss is counted once, by us. */
  #cutBack({ fd, bytes }: OpenFile, written: number): never {
    this.#isTorn = written > 0;
    this.#options.platform.fs.ftruncateSync(fd, bytes);
    this.#isTorn = false;
    throw new Error('short write');
  }

  /** Counts are per segment: once they are written with the last line, they start again. */
  #closeWith(lastLine: string): void {
    try {
      if (this.#file !== undefined) this.#put(this.#file, this.#countsText() + lastLine);
      this.#losses = 0;
      this.#dropped = {};
      this.#misuse = {};
    } catch {
      // The counts stay for the next segment; the courier closes this one when the process is gone.
    }
    this.#close();
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      this.#options.platform.fs.closeSync(file.fd);
    } catch {
      // It was closed under us; there is nothing to save.
    }
  }
}
