import { GONE, type Detector } from './finding.ts';

/** Numbers of cards as their makers give them out, with blanks or hyphens between groups. */
const CARD =
  /(?:4\d{3}|5[1-5]\d\d|2(?:2[2-9]|[3-6]\d|7[01])\d|3[47]\d\d|3(?:0[0-5]|[689]\d)\d|35\d\d|6(?:011|4[4-9]\d|5\d\d))(?:([ -]?)\d{4}\1\d{4}\1\d{4}|[ -]?\d{6}[ -]?\d{4,5})(?![\d]|[-.]\d)/y;

export const card: Detector = (text, index) => {
  CARD.lastIndex = index;
  if (!CARD.test(text) || /[.,+-]$/.test(text.slice(Math.max(0, index - 1), index))) return undefined;
  return passesLuhn(text, index, CARD.lastIndex) ? [index, CARD.lastIndex, GONE] : undefined;
};

/** ISO/IEC 7812: every second digit from the right counts twice. */
function passesLuhn(text: string, start: number, end: number): boolean {
  let [sum, place] = [0, 0];
  for (let index = end - 1; index >= start; index -= 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0) continue;
    const counted = place % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
    place += 1;
  }
  return sum % 10 === 0;
}

const IBAN = /[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/y;

export const iban: Detector = (text, index) => {
  IBAN.lastIndex = index;
  if (!IBAN.test(text)) return undefined;
  const end = IBAN.lastIndex;
  return mod97(text, [index, index + 4], mod97(text, [index + 4, end], 0)) === 1
    ? [index, end, GONE]
    : undefined;
};

/** ISO 13616: letters are numbers from 10 on, and the country comes last. */
function mod97(text: string, [start, end]: [number, number], from: number): number {
  let rest = from;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 65) rest = (rest * 100 + code - 55) % 97;
    else if (code >= 48) rest = (rest * 10 + code - 48) % 97;
  }
  return rest;
}

/** With the code of the country and 9 to 15 digits in all (E.164). */
export const PHONE =
  /(?<![\w.+-])\+(?=(?:\D{0,2}\d){9,15}(?!\d))[1-9]\d{0,3}(?:[ .-]?\(\d{1,4}\)|[ .-]?\d{1,5}){1,6}(?![\w:])/y;

const SSN = /(?!000|666|9)\d{3}[- ](?!00)\d\d[- ](?!0000)\d{4}(?![\w-])/y;

/** A number of the US social security, when it is said to be one. */
export const ssn: Detector = (text, index) => {
  SSN.lastIndex = index;
  if (!SSN.test(text)) return undefined;
  const end = SSN.lastIndex;
  return /ssn|social|taxpayer/i.test(text.slice(Math.max(0, index - 40), index))
    ? [index, end, GONE]
    : undefined;
};
