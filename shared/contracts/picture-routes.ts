import * as z from 'zod';
import type { Route } from './route.ts';

/** A list shows so many at once; more are asked for in another call. */
export const MOST_PICTURES = 30;

export const pictureRoutes = {
  findPictures: {
    method: 'POST',
    path: '/pictures',
    permission: 'conversations.read',
    summary:
      'Where pictures of the platforms (avatars, received images) can be fetched for a while: from our bucket (SEC28)',
    body: z.strictObject({ of: z.array(z.string().min(1).max(2_048)).min(1).max(MOST_PICTURES) }),
    response: z.object({
      /** In the order asked for; without `url` there is nothing to show. */
      items: z.array(z.object({ of: z.string(), url: z.string().optional() })),
      expiresSeconds: z.number().int(),
    }),
  },
} as const satisfies Record<string, Route>;
