/** "An app instance can be subscribed to no more than 2000 topics" (Firebase docs, topic messaging). */
const MAX_TOPICS_PER_DEVICE = 2000;

/** Which registration tokens and installation IDs hear of which topics. */
export class TopicSubscriptions {
  readonly #topicsByTarget = new Map<string, Set<string>>();

  /** Answers why it was not subscribed, if it was not. */
  subscribe(target: string, topic: string): 'ALREADY_EXISTS' | 'TOO_MANY_TOPICS' | undefined {
    const topics = this.#topicsByTarget.get(target) ?? new Set();
    if (topics.has(topic)) return 'ALREADY_EXISTS';
    if (topics.size >= MAX_TOPICS_PER_DEVICE) return 'TOO_MANY_TOPICS';
    this.#topicsByTarget.set(target, topics.add(topic));
    return undefined;
  }

  /** Whether it was subscribed. */
  unsubscribe(target: string, topic: string): boolean {
    const topics = this.#topicsByTarget.get(target);
    const removed = topics?.delete(topic) ?? false;
    if (topics?.size === 0) this.#topicsByTarget.delete(target);
    return removed;
  }

  isSubscribed(target: string, topic: string): boolean {
    return this.#topicsByTarget.get(target)?.has(topic) ?? false;
  }

  /** Everyone with a subscription, in the order of their first. */
  targets(): readonly string[] {
    return [...this.#topicsByTarget.keys()];
  }

  list(): readonly { readonly device: string; readonly topics: readonly string[] }[] {
    return [...this.#topicsByTarget].map(([device, topics]) => ({ device, topics: [...topics] }));
  }
}
