package dev.llmops.host;

/** How far a plugin or an instance has come. */
public enum LifecycleState {
  /** Found in the plugins directory. */
  DISCOVERED,
  /** Its bytes are in order. */
  VERIFIED,
  /** It has a class loader. */
  LOADED,
  /** Its settings are bound. */
  CONFIGURED,
  /** It answers calls. */
  SERVING,
  /** It refuses calls because too many earlier ones never ended. */
  DEGRADED,
  /** Its bytes are not in order; none of its code ran. */
  REJECTED,
  /** Its own code failed. */
  FAILED,
  /** It has been taken out of service. */
  UNLOADED
}
