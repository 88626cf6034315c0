import { isEventName, MAX_TIME_MS } from '../event.ts';
import { endOfInteger, endOfString, hasToken, readInteger } from './json-bytes.ts';
import { PropsScanner } from './props-scanner.ts';

const SEQ = Buffer.from('{"seq":');
const TIME = Buffer.from(',"time":');
const NAME = Buffer.from(',"name":');
const PROPS = Buffer.from(',"props":');
const CLOSE = 0x7d;

/** Times between 2001 and 2286 have so many. */
const TIME_DIGITS = 13;

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

  /** Scans the event at `at`. Answers the place behind it; -1 when the thorough reader has to look. */
  scan(bytes: Buffer, at: number): number {
    if (!this.#scanSeq(bytes, at)) return -1;
    if (!this.#scanTime(bytes, this.seqEnd)) return -1;
    if (!this.#scanName(bytes, this.timeEnd)) return -1;
    if (!hasToken(bytes, this.nameEnd + 1, PROPS)) return -1;
    this.propsStart = this.nameEnd + 1 + PROPS.length;
    this.propsEnd = this.props.scan(bytes, this.propsStart);
    return this.propsEnd !== -1 && bytes[this.propsEnd] === CLOSE ? this.propsEnd + 1 : -1;
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
