import { join } from '../platform/path.ts';
import type { Platform } from '../platform/platform.ts';
import { totalOf } from './counts.ts';
import { RUNS } from './folders.ts';
import type { SpoolLimits } from './limits.ts';
import { makeRoom } from './make-room.ts';
import { PRIVATE_FILE, removeFile } from './private-file.ts';
import { encodeLine, MAX_SEGMENT_BYTES, segmentName, type HeaderLine, type RunLine } from './run-file.ts';

/** Why an event could not be written down. */
export type WriteFailure = 'run_full' | 'write_failed';

/** What one run has to know to write its file. */
export type RunWriterOptions = {
  readonly platform: Platform;
  /** Finds a state folder that can be written, the first time that one is needed. */
  readonly openFolder: () => string | undefined;
  /** The head of each segment. Made only when there is something to write. */
  readonly createHeader: (segment: number, folder: string) => HeaderLine;
  readonly run: string;
  readonly limits: SpoolLimits;
};

/** After this long without a word, a file may have been taken for that of a dead process, or been purged. */
const CHECK_AFTER_MS = 30_000;
/** When nothing can be written, the next tries wait this long: a full disk must not slow the tool down. */
const RETRY_AFTER_MS = 1000;

/** Writes the file of one run. When `append` has answered true, the line is with the system and outlives us. */
export class RunWriter {
  readonly #options: RunWriterOptions;
  #folder: string | undefined;
  #file: { readonly fd: number; readonly path: string; bytes: number } | undefined;
  #segment = 0;
  #totalBytes = 0;
  #lastWrite = 0;
  #retryAt = 0;
  #needsBreak = false;
  #endLine: string | undefined;
  #dropped: Record<string, number> = {};
  #misuse: Record<string, number> = {};

  constructor(options: RunWriterOptions) {
    this.#options = options;
  }

  /** The state folder that this run writes to, once it has written. */
  get folder(): string | undefined {
    return this.#folder;
  }

  /** Whether anything of this run is on disk. */
  get hasWritten(): boolean {
    return this.#totalBytes > 0;
  }

  append(line: RunLine): boolean {
    const text = encodeLine(line);
    if (this.#totalBytes + text.length > this.#options.limits.maxBytes / 2) return this.#fail('run_full');
    return (
      this.#write(this.#endLine === undefined ? text : text + this.#endLine) || this.#fail('write_failed')
    );
  }

  /** Counts an event that was dropped. Written with 1, 2, 4, 8, … so that a storm of them costs little. */
  countDrop(reason: string): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
    this.#writeCountsAtPowers();
  }

  countMisuse(reason: string): void {
    this.#misuse[reason] = (this.#misuse[reason] ?? 0) + 1;
    this.#writeCountsAtPowers();
  }

  /** Closes the segment, so that it can be delivered while the run goes on. */
  rotate(): void {
    if (this.#file !== undefined) this.#closeWith(encodeLine({ next: this.#segment + 1 }));
  }

  /** Writes the end of the run. What is recorded after it (by later exit listeners) gets a closed segment of its own. */
  end(code: number, durationMs: number): void {
    this.#endLine ??= encodeLine({ end: { code, durationMs: Math.round(durationMs) } });
    if (this.#file !== undefined) this.#closeWith(this.#endLine);
  }

  /** Lets go of the file without a word: consent was taken back, and the file may be gone already. */
  abandon(): void {
    const path = this.#file?.path;
    this.#close();
    if (path !== undefined) removeFile(this.#options.platform, path);
  }

  #fail(reason: WriteFailure): false {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
    return false;
  }

  #writeCountsAtPowers(): void {
    const total = totalOf(this.#dropped) + totalOf(this.#misuse);
    if ((total & (total - 1)) === 0) this.#write(this.#countsText());
  }

  #countsText(): string {
    if (totalOf(this.#dropped) + totalOf(this.#misuse) === 0) return '';
    return encodeLine({ dropped: this.#dropped, misuse: this.#misuse });
  }

  #write(text: string): boolean {
    const { platform } = this.#options;
    if (platform.elapsed() < this.#retryAt) return false;
    try {
      this.#leaveLostFile();
      if (this.#file !== undefined && this.#file.bytes > MAX_SEGMENT_BYTES) this.rotate();
      if (this.#file === undefined) this.#open(text);
      else this.#put(text);
      return true;
    } catch {
      this.#retryAt = platform.elapsed() + RETRY_AFTER_MS;
      return false;
    } finally {
      // After the end, each segment is complete when it is written.
      if (this.#endLine !== undefined) this.#close();
    }
  }

  /**
   * A process that sleeps for hours, or lives in another pid namespace, may be taken for dead and its file be claimed.
   * What is written into it after that would be lost: go on in a new segment.
   */
  #leaveLostFile(): void {
    const { platform } = this.#options;
    const idleMs = platform.elapsed() - this.#lastWrite;
    if (this.#file === undefined || idleMs < CHECK_AFTER_MS) return;
    if (platform.fs.lstatSync(this.#file.path, { throwIfNoEntry: false }) === undefined) this.#close();
  }

  /** Opens a new segment with the header and its first line in one write. */
  #open(text: string): void {
    const { platform, openFolder, createHeader, run, limits } = this.#options;
    this.#folder ??= openFolder();
    if (this.#folder === undefined) throw new Error('no state folder');
    for (const [reason, lost] of Object.entries(makeRoom(platform, this.#folder, limits))) {
      this.#dropped[reason] = (this.#dropped[reason] ?? 0) + lost;
    }
    this.#segment += 1;
    const path = join(this.#folder, RUNS, segmentName(run, this.#segment));
    // Exclusive: never an existing file, never through a link.
    const fd = platform.fs.openSync(path, 'wx', PRIVATE_FILE);
    this.#file = { fd, path, bytes: 0 };
    this.#needsBreak = false;
    try {
      this.#put(encodeLine(createHeader(this.#segment, this.#folder)) + this.#countsText() + text);
    } catch (error) {
      // Half a header is no file: leave nothing behind.
      this.abandon();
      throw error;
    }
  }

  #put(text: string): void {
    const file = this.#file;
    if (file === undefined || text === '') return;
    const whole = this.#needsBreak ? `\n${text}` : text;
    // Until the write is known to be whole, the next one starts on a line of its own.
    this.#needsBreak = true;
    const length = Buffer.byteLength(whole);
    if (this.#options.platform.fs.writeSync(file.fd, whole) !== length) throw new Error('short write');
    this.#needsBreak = false;
    file.bytes += length;
    this.#totalBytes += length;
    this.#lastWrite = this.#options.platform.elapsed();
  }

  /** Counts are per segment: once they are written with the last line, they start again. */
  #closeWith(lastLine: string): void {
    try {
      this.#put(this.#countsText() + lastLine);
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
