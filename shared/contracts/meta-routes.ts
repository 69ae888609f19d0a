import * as z from 'zod';
import { MeView, NoticeView, UsageDayView } from './company-views.ts';
import { page, type Route } from './route.ts';

export const metaRoutes = {
  health: {
    method: 'GET',
    path: '/health',
    permission: 'public',
    summary: 'Whether the API answers',
    response: z.object({ ok: z.literal(true) }),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    permission: 'public',
    summary: 'This document',
    response: z.looseObject({ openapi: z.string() }),
  },
  consoleConfig: {
    method: 'GET',
    path: '/console-config',
    permission: 'public',
    summary: 'What the console needs to sign in',
    response: z.object({ authority: z.string(), clientId: z.string(), demo: z.boolean() }),
  },
  me: { method: 'GET', path: '/me', permission: 'signed-in', summary: 'The signed-in member', response: MeView },
  liveTicket: {
    method: 'POST',
    path: '/live-tickets',
    permission: 'conversations.read',
    summary: 'A one-minute ticket that opens the live socket',
    response: z.object({ ticket: z.string(), expiresAtMs: z.number().int() }),
  },
  listNotices: {
    method: 'GET',
    path: '/notices',
    permission: 'conversations.read',
    summary: 'Latest hand-overs and captured leads',
    response: page(NoticeView),
  },
  usage: {
    method: 'GET',
    path: '/usage',
    permission: 'usage.read',
    summary: 'Model usage by day, days in the tenant’s time zone (G7)',
    query: z.object({ days: z.coerce.number<string>().int().min(1).max(31).default(7) }),
    response: z.object({ days: z.array(UsageDayView) }),
  },
} as const satisfies Record<string, Route>;
