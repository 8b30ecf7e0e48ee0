/** Which registration tokens and installation IDs are subscribed to which topics. */
export class TopicSubscriptions {
  readonly #topicsByTarget = new Map<string, Set<string>>();

  subscribe(target: string, topic: string): void {
    const topics = this.#topicsByTarget.get(target) ?? new Set();
    this.#topicsByTarget.set(target, topics.add(topic));
  }

  unsubscribe(target: string, topic: string): void {
    this.#topicsByTarget.get(target)?.delete(topic);
  }

  isSubscribed(target: string, topic: string): boolean {
    return this.#topicsByTarget.get(target)?.has(topic) ?? false;
  }

  /** In the order of each target's first subscription. */
  list(): readonly { readonly device: string; readonly topics: readonly string[] }[] {
    return [...this.#topicsByTarget].map(([device, topics]) => ({ device, topics: [...topics] }));
  }
}
