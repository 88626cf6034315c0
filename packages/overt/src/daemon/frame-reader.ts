/** The longest message, in bytes, its line end not counted. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

const LINE_END = 10;
const FIRST_BYTES = 1024;

/** Cuts a stream of bytes into lines. */
export class FrameReader {
  #kept = Buffer.alloc(0);
  #length = 0;

  /** How many bytes of a line that has not ended are held. */
  get heldBytes(): number {
    return this.#length;
  }

  /** How much memory that takes. */
  get reservedBytes(): number {
    return this.#kept.length;
  }

  /** The lines that end in `chunk`. Undefined where one is too long: what follows it cannot be understood then. */
  push(chunk: Buffer): Buffer[] | undefined {
    const frames: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
      if (!this.#keep(chunk.subarray(start, end))) return undefined;
      frames.push(this.rest());
      start = end + 1;
    }
    return this.#keep(chunk.subarray(start)) ? frames : undefined;
  }

  /** What is held, as if its line had ended. */
  rest(): Buffer {
    const rest = this.#kept.subarray(0, this.#length);
    this.#kept = Buffer.alloc(0);
    this.#length = 0;
    return rest;
  }

  /** Copied: who sends byte by byte would have us hold as many pieces as a message has bytes. */
  #keep(part: Buffer): boolean {
    const length = this.#length + part.length;
    if (length > MAX_MESSAGE_BYTES) return false;
    if (length > this.#kept.length) {
      const grown = Buffer.alloc(
        Math.min(Math.max(length, 2 * this.#kept.length, FIRST_BYTES), MAX_MESSAGE_BYTES),
      );
      this.#kept.copy(grown, 0, 0, this.#length);
      this.#kept = grown;
    }
    part.copy(this.#kept, this.#length);
    this.#length = length;
    return true;
  }
}
