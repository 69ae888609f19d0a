import * as z from 'zod';
import { Stage } from '../customers/rules-stage.ts';
import { MAX_GROUPS, TagColour } from '../customers/rules-tags.ts';
import { Cursor, Id, type Route } from './route.ts';

const TagName = z.string().trim().min(1).max(30);

const Group = z.strictObject({
  id: Id,
  name: z.string().trim().min(1).max(30),
  colour: TagColour,
  tags: z.array(TagName).max(500),
  /** G4: whether AI employees may set these. Where no group is open to them, they may set any. */
  forAgents: z.boolean(),
});
const StageGoals = z.record(Stage, z.string().trim().max(200));

/** What a tenant agreed on for its customers (K2, K3). */
export const CatalogueView = z.object({ version: z.number().int(), groups: z.array(Group), stageGoals: StageGoals });
export type CatalogueView = z.infer<typeof CatalogueView>;

export const catalogueRoutes = {
  getCatalogue: {
    method: 'GET',
    path: '/catalogue',
    permission: 'conversations.read',
    summary: 'Tags in groups, and what each stage is for (K2, K3)',
    response: CatalogueView,
  },
  editCatalogue: {
    method: 'PUT',
    path: '/catalogue',
    permission: 'catalogue.write',
    summary: 'Change groups, their order, colours and new tags; `version` guards against overwriting a colleague',
    body: z.strictObject({
      version: z.number().int(),
      groups: z.array(Group).max(MAX_GROUPS).optional(),
      stageGoals: StageGoals.optional(),
    }),
    response: CatalogueView,
  },
  adoptTags: {
    method: 'POST',
    path: '/catalogue/adoptions',
    permission: 'catalogue.write',
    summary: 'Take tags that customers carry already into the catalogue, some conversations at a time',
    body: z.strictObject({ cursor: Cursor }),
    response: z.object({ examined: z.number().int(), nextCursor: z.string().optional(), catalogue: CatalogueView }),
  },
} as const satisfies Record<string, Route>;
