using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Links;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Sending;

/// <summary>A composed message with what is kept of it.</summary>
internal sealed record Outgoing(OutgoingMessage Message, string MaskedTo, MadeOf Made);

/// <summary>All that it takes to make a message again (design.md 7), and the link in it.</summary>
/// <param name="Template">The one really used: the planned one, or its replacement.</param>
/// <param name="Language">Which of the template's languages.</param>
internal sealed record MadeOf(Guid Template, int TemplateRevision, string Language, MergeValues Merge, byte[] Hash)
{
    /// <summary>Null when the message holds no QuickPay link.</summary>
    public IssuedLink? QuickPay { get; init; }

    /// <summary>Null when the message holds no link out.</summary>
    public IssuedLink? Unsubscribe { get; init; }

    /// <summary>Of a text or call; null for an e-mail.</summary>
    public string? Sender { get; init; }

    /// <summary>See <see cref="PlannedNotification.ToHash"/>.</summary>
    public byte[]? ToHash { get; init; }

    public PlannedNotification Keep(PlannedNotification notification) => notification with
    {
        Template = Template,
        TemplateRevision = TemplateRevision,
        Language = Language,
        Merge = Merge,
        Renderer = TemplateRenderer.Version,
        MessageHash = Hash,
        QuickPay = QuickPay,
        Unsubscribe = Unsubscribe,
        Sender = Sender,
        ToHash = ToHash,
    };
}
