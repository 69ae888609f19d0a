import { readFileSync } from 'node:fs';
import * as z from 'zod';

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** Feature flags from cdk.json. The CLI passes them itself; a direct `node infra/app.ts` must load them, or the template differs. */
export const cdkContext = (): Record<string, unknown> =>
  CdkJson.parse(JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))).context;
