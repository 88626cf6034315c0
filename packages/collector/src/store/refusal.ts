import { ClickHouseError } from '@clickhouse/client';

/**
 * ClickHouse's numbers for rows that it will never take: they cannot be parsed, or a value does not fit its column. All
 * other errors (no memory, too many parts, no such table, no permission) may pass, and so may a lost connection.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  '6', // CANNOT_PARSE_TEXT
  '25', // CANNOT_PARSE_ESCAPE_SEQUENCE
  '26', // CANNOT_PARSE_QUOTED_STRING
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '33', // CANNOT_READ_ALL_DATA
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '69', // ARGUMENT_OUT_OF_BOUND
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '467', // CANNOT_PARSE_BOOL
]);

/** A server of before 2019 says `Code: 27, e.displayText() = …`, which the client does not read. */
const OLD_CODE = /^Code: (\d+), /;

/** Whether an insert failed because of its rows: the same rows would fail again, however often they were sent. */
export function isRefusal(error: Error): boolean {
  const code = codeOf(error);
  return code !== undefined && REFUSALS.has(code);
}

function codeOf(error: Error): string | undefined {
  if (error instanceof ClickHouseError) return error.code;
  if ('clickhouseCode' in error) return String(error.clickhouseCode); // chDB's own error
  return OLD_CODE.exec(error.message)?.[1];
}
