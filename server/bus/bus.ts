/**
 * Messages from node to node, for which nobody waits. A message may be lost, if a node is not connected at that moment
 * for instance, so whoever listens also has to ask now and then.
 */
export interface Bus {
  /** Tells all nodes, this one included. It never fails: a message that cannot be sent is lost. */
  publish(topic: string, message: string): void;
  /** Listens to a topic, from now on. */
  subscribe(topic: string, listener: (message: string) => void): void;
}
