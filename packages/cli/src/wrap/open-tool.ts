import { defineTelemetry, type Catalogue, type Telemetry } from 'overt';
import { CliError } from '../errors.ts';
import { blame, locateToolFile, readToolFile } from '../tool-file/read-tool-file.ts';

/** A tool as its file declares it, and its telemetry. */
export type OpenTool = {
  readonly tool: string;
  /** Those of its own. */
  readonly events: Catalogue;
  readonly telemetry: Telemetry;
};

/** Opens the tool that is named. Throws a CliError where its file cannot be read or the SDK refuses it. */
export async function openTool(named: string | undefined): Promise<OpenTool> {
  const path = locateToolFile(named);
  const options = await readToolFile(path);
  try {
    // What fails in this process is ours, and no crash of the tool.
    const telemetry = defineTelemetry({ ...options, crashes: false });
    return { tool: options.tool, events: options.events ?? {}, telemetry };
  } catch (error) {
    throw error instanceof CliError ? error : blame(path, error);
  }
}
