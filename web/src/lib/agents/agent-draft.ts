import type { AgentInput, AgentMaterial, AgentSummaryView, AgentView, KnowledgeItem } from '../contracts.ts';

/** A form's agent: the same as the API's, with questions that may still be empty. */
export type AgentDraft = AgentInput & { readonly materials: AgentMaterial[] };

/** What a new agent starts with. */
export const newDraft = (model: string): AgentDraft => ({
  name: '',
  persona: '',
  goal: '',
  knowledge: [],
  handOverTopics: [],
  askForContact: true,
  materials: [],
  model,
  gatherSeconds: 4,
  pauseAfterHumanMinutes: 30,
});

export const draftOf = (agent: AgentView): AgentDraft => ({
  name: agent.name,
  persona: agent.persona,
  goal: agent.goal,
  knowledge: agent.knowledge,
  handOverTopics: agent.handOverTopics,
  askForContact: agent.askForContact,
  materials: agent.materials ?? [],
  model: agent.model,
  gatherSeconds: agent.gatherSeconds,
  pauseAfterHumanMinutes: agent.pauseAfterHumanMinutes,
});

/** What lists show of a whole one. */
export const summaryOf = ({ id, name, model, knowledge, version, updatedAtMs }: AgentView): AgentSummaryView => ({
  id,
  name,
  model,
  knowledgeCount: knowledge.length,
  version,
  updatedAtMs,
});

/** A list after one of it was saved; a new one comes last, as in the list that the API answers. */
export const withSummary = (
  known: readonly AgentSummaryView[],
  saved: AgentSummaryView,
): readonly AgentSummaryView[] =>
  known.some(({ id }) => id === saved.id) ? known.map((one) => (one.id === saved.id ? saved : one)) : [...known, saved];

export const isSameDraft = (a: AgentDraft, b: AgentDraft): boolean => JSON.stringify(a) === JSON.stringify(b);

export type DraftProblem = 'name' | 'knowledge';

/** What keeps a draft from being saved, said while it is edited. */
export function problemOf(draft: AgentDraft): DraftProblem | undefined {
  if (draft.name.trim() === '') return 'name';
  return draft.knowledge.some((item) => item.question.trim() === '' || item.answer.trim() === '')
    ? 'knowledge'
    : undefined;
}

/** Questions that hold a text, in their answer too; all of them for an empty text. */
export function findKnowledge(items: readonly KnowledgeItem[], text: string): readonly KnowledgeItem[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return items;
  return items.filter((item) => `${item.question}\n${item.answer}`.toLowerCase().includes(wanted));
}
