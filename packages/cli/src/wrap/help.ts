/** The commands for tools that are no JavaScript. */
export const WRAP_HELP = {
  run: `Usage: overt run [options] -- <program> [arguments]

Runs a program of the tool as it would run by itself, records that it ran (never its arguments), and ends as it did.

  --config <file>       the file that declares the tool (otherwise OVERT_CONFIG)
  --name <command>      what the command is called (otherwise the name of the tool)
  --flags <names>       names of flags that the user has set, with commas between them; never their values
  --usage-codes <list>  the exit codes that mean wrong use (default: 64)
  --long-lived          it runs until somebody stops it: how long that took is not recorded
`,
  track: `Usage: overt track [--config <file>] <event> [key=value...]

Records one event that the file declares. Ends with 2 if the event or a field is not right, whatever the user has chosen;
with 0 in all other cases.
`,
  introduce: `Usage: overt introduce [--config <file>] [-- <arguments of the tool>]

Asks the user, or tells them, if that is still to be done and this is the moment for it: a person at a terminal.
`,
  telemetry: `Usage: overt telemetry [--config <file>] [--] [command]

What the users of the tool get: status, show, enable, disable, log, delete ... See: overt telemetry help
`,
} as const;
