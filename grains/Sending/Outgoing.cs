using BalanceNotifications.Delivery;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Sending;

/// <summary>A composed message with what is kept of it, so that it can be made again (design.md 7).</summary>
internal sealed record Outgoing(OutgoingMessage Message, string MaskedTo, MergeValues Merge, byte[] Hash);
