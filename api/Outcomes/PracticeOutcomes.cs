using System.Runtime.CompilerServices;
using BalanceNotifications.Paging;
using BalanceNotifications.Practices;
using BalanceNotifications.Security;

namespace BalanceNotifications.Outcomes;

/// <summary>The numbers of all practices that a caller may enter, a line for each, in the order of their names in paths.</summary>
internal sealed class PracticeOutcomes(PracticeStore practices, OutcomeReader outcomes)
{
    // Each is a report of its own; more at a time would take the database from those who send.
    private const int SideBySide = 4;
    private const int StreamPage = 20;

    /// <param name="after">The practice to continue behind; null at the beginning.</param>
    public async Task<Page<PracticeOutcomeResponse>> ListAsync(
        Caller caller, OutcomeSpan span, string? after, int limit, CancellationToken cancellationToken)
    {
        var slugs = caller.EntersEveryPractice ? null : caller.Practices;
        var some = await practices.ListAsync(caller.Organisation, slugs, after, limit, cancellationToken);
        var items = new List<PracticeOutcomeResponse>(some.Items.Count);
        foreach (var few in some.Items.Chunk(SideBySide))
        {
            items.AddRange(await Task.WhenAll(few.Select(practice => ReadAsync(practice, span, cancellationToken))));
        }

        return new(items, some.Next);
    }

    /// <summary>All of them, a page at a time.</summary>
    public async IAsyncEnumerable<PracticeOutcomeResponse> StreamAsync(
        Caller caller, OutcomeSpan span, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await ListAsync(caller, span, after, StreamPage, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            after = page.Next is null ? null : page.Items[^1].Practice;
        }
        while (after is not null);
    }

    private async Task<PracticeOutcomeResponse> ReadAsync(
        Practice practice, OutcomeSpan span, CancellationToken cancellationToken)
    {
        var found = await outcomes.ReadAsync(
            new(practice.Organisation, practice.Id), OutcomeGrouping.Practice, span.From, span.To, cancellationToken);
        return new(
            practice.Slug, practice.Settings.Name, practice.Settings.Currency,
            OutcomeResponse.From(found.SingleOrDefault() ?? Outcome.None, practice.Settings.Costs));
    }
}

/// <param name="Currency">Of its amounts: those of different currencies are not to be added.</param>
public sealed record PracticeOutcomeResponse(string Practice, string Name, string Currency, OutcomeResponse Outcome);
