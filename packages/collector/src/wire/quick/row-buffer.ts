/** Bytes for the rows of one request at a time: used again and again, so that nothing is left to be collected. */
export class RowBuffer {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(maxBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(maxBytes);
  }

  /** Where the next byte goes. */
  get length(): number {
    return this.#at;
  }

  clear(): void {
    this.#at = 0;
  }

  /** A copy of what was written. */
  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  writeText(text: string): void {
    this.#at += this.#bytes.write(text, this.#at);
  }

  writeByte(byte: number): void {
    this.#bytes[this.#at] = byte;
    this.#at += 1;
  }

  /** Copies from elsewhere: byte by byte, which for such short stretches costs less than a call into the engine. */
  writeBytes(source: Uint8Array, start: number, end: number): void {
    const bytes = this.#bytes;
    let to = this.#at;
    for (let from = start; from < end; from += 1) {
      bytes[to] = source[from] as number;
      to += 1;
    }
    this.#at = to;
  }

  /** Writes once more what is from `start` to `end`. */
  repeat(start: number, end: number): void {
    this.#bytes.copyWithin(this.#at, start, end);
    this.#at += end - start;
  }
}
