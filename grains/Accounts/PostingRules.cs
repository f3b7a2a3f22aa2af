using System.Diagnostics;

namespace BalanceNotifications.Accounts;

/// <summary>What a posting does to a balance.</summary>
internal static class PostingRules
{
    /// <param name="reversed">The answer of the posting that a reversal undoes; null for other types.</param>
    public static Money ChangeOf(PostPosting posting, PostingAnswer? reversed) => posting.Type switch
    {
        PostingType.Payment or PostingType.Credit or PostingType.WriteOff => -posting.Amount,
        PostingType.Charge or PostingType.Refund or PostingType.Adjustment => posting.Amount,
        PostingType.Reversal when reversed is not null => -reversed.Change,
        PostingType.Reversal => throw new UnreachableException("A reversal names a posting."),
    };

    /// <summary>How much a change lowers what is left of a statement. A reversal takes back what its posting did.</summary>
    public static Money ReductionOf(PostingType type, Money change) => type switch
    {
        PostingType.Payment or PostingType.Credit or PostingType.WriteOff => -change,
        PostingType.Adjustment => Money.Max(Money.Zero, -change),
        PostingType.Charge or PostingType.Refund or PostingType.Reversal => Money.Zero,
    };
}
