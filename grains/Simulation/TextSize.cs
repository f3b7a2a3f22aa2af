using BalanceNotifications.Accounts;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Simulation;

/// <summary>
/// Segments of texts, for their cost: of each template and language one text is made, and the others count as long.
/// </summary>
/// <param name="linkRoom">An address as long as the links of messages are.</param>
internal sealed class TextSize(string linkRoom)
{
    private readonly Dictionary<(SendingTemplate, string), int> _segments = [];

    public int SegmentsOf(SendCase opened, AccountState account, DateTimeOffset now)
    {
        var kind = (opened.Template, account.Details.Language);
        if (!_segments.TryGetValue(kind, out var segments))
        {
            var language = opened.Template.Compiled.LanguageFor(account.Details.Language);
            var text = opened.Template.Compiled.Render(Fields(opened, account, now, language), language).Text;
            segments = TextSegments.Count(text).Segments;
            _segments.Add(kind, segments);
        }

        return segments;
    }

    private MergeValues Fields(SendCase opened, AccountState account, DateTimeOffset now, string language) =>
        MessageFields.Of(new MessageFacts(
            opened.Facts.Practice,
            account.Number!,
            account.Details,
            opened.Statement.StatementDate,
            opened.Statement.DueDate,
            opened.Statement.CardChargeDate,
            opened.Facts.AmountDue,
            opened.Facts.Balance,
            linkRoom,
            linkRoom,
            now,
            opened.Zone,
            opened.Facts.Notification.Channel,
            MessageFields.LanguageOf(language, account.Details.Language)));
}
