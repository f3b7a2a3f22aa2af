using System.Diagnostics.Metrics;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>Counts what comes to the bounce mailbox, by what became of it. Nothing about a practice is in its tags.</summary>
internal sealed class MailCounts
{
    public const string Applied = "applied";
    public const string NothingNew = "nothingNew";

    /// <summary>A delay, or a complaint taken back.</summary>
    public const string NothingDecided = "nothingDecided";

    /// <summary>About no notification of ours.</summary>
    public const string NotOurs = "notOurs";

    /// <summary>Mail that is no report.</summary>
    public const string NoReport = "noReport";

    public const string Unreadable = "unreadable";

    private readonly Counter<long> _mails;

    public MailCounts(IMeterFactory meters) => _mails = meters.Create(CallbackCounts.MeterName).CreateCounter<long>(
        "bn.callbacks.mails", "{mail}", "Mails to the bounce mailbox, by what became of them.");

    public void Add(string outcome) => _mails.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
