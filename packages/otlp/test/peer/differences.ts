/** How a crash of ours differs from that of OpenTelemetry's SDK: all of it, and why. `other`: both have it, with another value. */
export type Difference = {
  readonly paths: RegExp;
  readonly ours: 'left out' | 'added' | 'other';
  readonly why: string;
};

export const DIFFERENCES: readonly Difference[] = [
  // What tells one machine or person from another, or shows what they work on.
  {
    paths: /^resource\.host\.(name|id)\./,
    ours: 'left out',
    why: 'The name of the host often is that of its user.',
  },
  {
    paths: /^resource\.process\.(command|command_args|executable\.path|executable\.name|owner|pid)\./,
    ours: 'left out',
    why: 'What was typed, where it lies, and whose it is, is not ours to tell.',
  },
  {
    paths: /^resource\.service\.instance\.id\./,
    ours: 'left out',
    why: 'It is new with each process: the id of the run is that.',
  },
  { paths: /^resource\.process\.runtime\.description\./, ours: 'left out', why: 'It says the name again.' },
  {
    paths: /^resource\.process\.runtime\.version\./,
    ours: 'other',
    why: 'The run may have been on another version than what sends it.',
  },
  {
    paths: /^resource\.os\.version\./,
    ours: 'other',
    why: 'Without the number of the build: fewer machines are alike with it.',
  },
  { paths: /^resource\.telemetry\.sdk\.(name|version)\./, ours: 'other', why: 'It is another SDK.' },
  // What the SDK does not know.
  {
    paths: /^resource\.app\.installation\.id\./,
    ours: 'added',
    why: 'The random id of the installation, where there is one.',
  },
  { paths: /^resource\.overt\./, ours: 'added', why: 'What Overt knows of the run besides.' },
  { paths: /^record\.attributes\.overt\./, ours: 'added', why: 'What Overt knows of the event besides.' },
  {
    paths: /^record\.attributes\.log\.record\.uid\./,
    ours: 'added',
    why: 'By it, one of two that were sent can be left out.',
  },
  {
    paths: /^record\.attributes\.error\.type\./,
    ours: 'added',
    why: 'The class, in the form in which it is counted.',
  },
  {
    paths: /^record\.attributes\.exception\.stacktrace\./,
    ours: 'other',
    why: 'Paths are relative to the package: whole ones hold the name of the user.',
  },
  {
    paths: /^record\.attributes\.exception\.type\./,
    ours: 'other',
    why: 'They take the code of an error for its type; the convention wants the class.',
  },
  { paths: /^(resource|scope)Schema$/, ours: 'added', why: 'The version of the conventions.' },
  { paths: /^scope\./, ours: 'other', why: 'What recorded it is Overt.' },
  {
    paths: /^(record|resource|scope)\.droppedAttributesCount$/,
    ours: 'left out',
    why: 'Nothing was dropped, which is the default.',
  },
  { paths: /^record\.body$/, ours: 'left out', why: 'In JSON, they write that there is none.' },
];
