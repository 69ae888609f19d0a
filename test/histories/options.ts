import { parseArgs } from 'node:util';
import * as z from 'zod';

/** What the command is asked for. */

const Platform = z.enum(['douyin', 'xiaohongshu']);
const Options = z.object({
  /** Histories of each platform. */
  millions: z.coerce.number<string>().positive().default(10),
  platform: Platform.optional(),
  /** One history again. */
  seed: z.coerce.number<string>().int().min(0).optional(),
  /** Absent = one a core. */
  threads: z.coerce.number<string>().int().positive().optional(),
  out: z.string().min(1).default('test-results/histories.json'),
  fresh: z.boolean().default(false),
});
export type Options = z.infer<typeof Options>;

/** @throws {RangeError} naming the option that is none or holds what it cannot. */
export function optionsOf(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        millions: { type: 'string' },
        platform: { type: 'string' },
        seed: { type: 'string' },
        threads: { type: 'string' },
        out: { type: 'string' },
        fresh: { type: 'boolean' },
      },
    });
    return Options.parse(values);
  } catch (error) {
    if (error instanceof z.ZodError) throw new RangeError(z.prettifyError(error), { cause: error });
    if (error instanceof TypeError) throw new RangeError(error.message, { cause: error });
    throw error;
  }
}

export const platformsOf = ({ platform }: Options): readonly z.infer<typeof Platform>[] =>
  platform === undefined ? Platform.options : [platform];
