// A tool without telemetry that ends with an error that nobody catches.
import { crash, work } from './cli.mjs';

work();
crash();
