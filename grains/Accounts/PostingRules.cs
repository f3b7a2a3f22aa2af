using System.Diagnostics;

namespace BalanceNotifications.Accounts;

/// <summary>What a posting does to a balance.</summary>
internal static class PostingRules
{
    /// <param name="reversed">The answer of the posting that a reversal undoes; null for other types.</param>
    /// <param name="receivedAt">When it reached us.</param>
    public static AppliedPosting Applied(PostPosting posting, PostingAnswer? reversed, DateTimeOffset receivedAt)
    {
        var change = ChangeOf(posting, reversed);
        var moment = new PostingMoment(posting.At, receivedAt);
        if (reversed is null)
        {
            return new(
                posting.PostingId, moment.At, change, moment.ReceivedAt, ReductionOf(posting.Type, change));
        }

        // Dated before what it undoes, it would be in a snapshot that has not got the other.
        var undone = new PostingMoment(reversed.At, reversed.ReceivedAt ?? reversed.At);
        moment = PostingMoment.Latest(moment, undone);
        return new(
            posting.PostingId, moment.At, change, moment.ReceivedAt, -ReductionOf(reversed.Type, reversed.Change),
            undone);
    }

    private static Money ChangeOf(PostPosting posting, PostingAnswer? reversed) => posting.Type switch
    {
        PostingType.Payment or PostingType.Credit or PostingType.WriteOff => -posting.Amount,
        PostingType.Charge or PostingType.Refund or PostingType.Adjustment => posting.Amount,
        PostingType.Reversal when reversed is not null => -reversed.Change,
        PostingType.Reversal => throw new UnreachableException("A reversal names a posting."),
    };

    // How much a change lowers what is left of a statement, and counts for the payment rule. A reversal takes back what
    // its posting did.
    private static Money ReductionOf(PostingType type, Money change) => type switch
    {
        PostingType.Payment or PostingType.Credit or PostingType.WriteOff => -change,
        PostingType.Adjustment => Money.Max(Money.Zero, -change),
        PostingType.Charge or PostingType.Refund or PostingType.Reversal => Money.Zero,
    };
}
