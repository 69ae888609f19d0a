import type { AgentInput, AgentMaterial, AgentView, KnowledgeItem } from '../contracts.ts';

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
