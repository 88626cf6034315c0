import { isEventName, isSampleRate, MAX_TIME_MS } from '../event.ts';
import { endOfInteger, endOfString, hasToken, readInteger } from './json-bytes.ts';
import { PropsScanner } from './props-scanner.ts';

const SEQ = Buffer.from('{"seq":');
const TIME = Buffer.from(',"time":');
const NAME = Buffer.from(',"name":');
const PROPS = Buffer.from(',"props":');
const SAMPLE_RATE = Buffer.from(',"sampleRate":');
const [CLOSE, COMMA] = [0x7d, 0x2c];

/** Times between 2001 and 2286 have so many. */
const TIME_DIGITS = 13;

/** As many characters as a number between 0 and 1 may have. */
const MAX_RATE_LENGTH = 24;

/** Finds where the fields of an event are. One object for all events, so that none leaves anything to be collected. */
export class EventScanner {
  readonly props = new PropsScanner();
  seqStart = 0;
  seqEnd = 0;
  timeStart = 0;
  timeEnd = 0;
  nameStart = 0;
  nameEnd = 0;
  propsStart = 0;
  propsEnd = 0;
  /** Where the sample rate is; both 0 when all such events are sent. */
  rateStart = 0;
  rateEnd = 0;

  /** Scans the event at `at`. Answers the place behind it; -1 when the thorough reader has to look. */
  scan(bytes: Buffer, at: number): number {
    if (!this.#scanSeq(bytes, at)) return -1;
    if (!this.#scanTime(bytes, this.seqEnd)) return -1;
    if (!this.#scanName(bytes, this.timeEnd)) return -1;
    if (!hasToken(bytes, this.nameEnd + 1, PROPS)) return -1;
    this.propsStart = this.nameEnd + 1 + PROPS.length;
    this.propsEnd = this.props.scan(bytes, this.propsStart);
    if (this.propsEnd === -1) return -1;
    const end = this.#scanRate(bytes, this.propsEnd);
    return end !== -1 && bytes[end] === CLOSE ? end + 1 : -1;
  }

  /** Answers the place behind the rate, or behind the props when there is none. */
  #scanRate(bytes: Buffer, at: number): number {
    this.rateStart = 0;
    this.rateEnd = 0;
    if (bytes[at] !== COMMA) return at;
    if (!hasToken(bytes, at, SAMPLE_RATE)) return -1;
    const start = at + SAMPLE_RATE.length;
    const end = bytes.indexOf(CLOSE, start);
    if (end === -1 || end - start > MAX_RATE_LENGTH) return -1;
    const text = bytes.toString('latin1', start, end);
    // Written as JavaScript writes it, or the row would differ from the thorough reader's.
    if (!isSampleRate(Number(text)) || String(Number(text)) !== text) return -1;
    this.rateStart = start;
    this.rateEnd = end;
    return end;
  }

  #scanSeq(bytes: Buffer, at: number): boolean {
    if (!hasToken(bytes, at, SEQ)) return false;
    this.seqStart = at + SEQ.length;
    this.seqEnd = endOfInteger(bytes, this.seqStart);
    return this.seqEnd !== -1 && readInteger(bytes, this.seqStart, this.seqEnd) > 0;
  }

  #scanTime(bytes: Buffer, at: number): boolean {
    if (!hasToken(bytes, at, TIME)) return false;
    this.timeStart = at + TIME.length;
    this.timeEnd = endOfInteger(bytes, this.timeStart);
    if (this.timeEnd - this.timeStart !== TIME_DIGITS) return false;
    return readInteger(bytes, this.timeStart, this.timeEnd) < MAX_TIME_MS;
  }

  #scanName(bytes: Buffer, at: number): boolean {
    if (!hasToken(bytes, at, NAME)) return false;
    this.nameStart = at + NAME.length + 1;
    this.nameEnd = endOfString(bytes, this.nameStart - 1) - 1;
    // A name that is right is ASCII; of another one these characters are not right either.
    return (
      this.nameEnd > this.nameStart && isEventName(bytes.toString('latin1', this.nameStart, this.nameEnd))
    );
  }
}
