namespace BalanceNotifications.Demo;

/// <summary>The demo did not end as it should; the message says how, for the person at the terminal.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
