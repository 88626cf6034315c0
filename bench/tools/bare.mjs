// The tool without telemetry: what all others are compared with.
import { afterCapture, atEnd, work } from './cli.mjs';

work();
afterCapture();
atEnd();
