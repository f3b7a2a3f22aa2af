namespace BalanceNotifications.Accounts;

/// <summary>Why a statement must go on paper. The numbers are stored; they never change.</summary>
public enum PaperReason
{
    /// <summary>The e-mail to a paperless guarantor could not be delivered, and nothing reached her in time (V82).</summary>
    EmailUndeliverable = 1,

    /// <summary>A paperless guarantor has opted out of e-mail.</summary>
    EmailOptedOut = 2,

    /// <summary>Every channel of the rule has failed, and it names paper as the last.</summary>
    ChainEnded = 3,
}

/// <summary>What an account tells of one statement's place on the paper list.</summary>
/// <param name="Place">Null when it is not on the list.</param>
/// <param name="Sequence">The account's count of writes.</param>
public sealed record PaperLine(string StatementId, PaperRow? Place, long Sequence);

/// <param name="Since">When it was put on the list.</param>
/// <param name="AmountDue">What is left to pay of the statement.</param>
public sealed record PaperRow(PaperReason Reason, DateTimeOffset Since, Money AmountDue);
