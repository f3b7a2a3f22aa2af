using System.Globalization;
using BalanceNotifications.Csv;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;

namespace BalanceNotifications.Outcomes;

/// <summary>The numbers that a manager asks for: what notifications brought in, and what they cost.</summary>
internal static class OutcomeEndpoint
{
    private static readonly string[] Header =
    [
        "profile", "rule", "template", "template_revision", "channel", "label", "planned", "sent", "delivered", "opened",
        "paid_in_3_days", "paid_in_7_days", "paid_in_30_days", "collected_in_3_days", "collected_in_7_days",
        "collected_in_30_days", "mean_days_to_pay", "median_days_to_pay", "cost", "postage_saved",
        "cost_per_collected_dollar",
    ];

    public static void MapOutcomes(this IEndpointRouteBuilder practice) =>
        practice.MapGet("/notifications/outcomes", ReadAsync)
            .WithTags("Notifications")
            .WithName("ReadOutcomes")
            .WithSummary(
                "Sent, opened, paid, collected and cost by practice, profile, rule, template or channel; CSV by Accept")
            .Produces<OutcomesResponse>(StatusCodes.Status200OK, "application/json", CsvDownload.MediaType)
            .RequireAuthorization(Policies.Read);

    /// <summary>Over all practices of a billing service.</summary>
    public static void MapPracticeOutcomes(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/outcomes", ReadByPracticeAsync)
            .WithTags("Practices")
            .WithName("ReadOutcomesByPractice")
            .WithSummary("What notifications brought in and cost, practice by practice; CSV of all by Accept")
            .Produces<Page<PracticeOutcomeResponse>>(StatusCodes.Status200OK, "application/json", CsvDownload.MediaType)
            .DisableRequestTimeout()
            .RequireAuthorization(Policies.Read)
            .ScopedToOrganisation();

    private static async Task<IResult> ReadAsync(
        [AsParameters] OutcomeQuery query, CallerPractice caller, OutcomeReader outcomes, TimeProvider clock,
        HttpRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var (by, span) = query.Read(checks, clock.GetUtcNow());
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var costs = caller.Practice.Settings.Costs;
        OutcomeResponse[] items =
        [
            .. (await outcomes.ReadAsync(caller.Scope, by, span.From, span.To, cancellationToken))
                .Select(outcome => OutcomeResponse.From(outcome, costs)),
        ];
        return CsvDownload.IsWanted(request)
            ? CsvDownload.Of("outcomes.csv", Header, items.ToAsyncEnumerable(), Cells, cancellationToken)
            : TypedResults.Ok(new OutcomesResponse(by, span.From, span.To, items));
    }

    private static async Task<IResult> ReadByPracticeAsync(
        [AsParameters] OutcomeQuery query, [AsParameters] PageQuery page, Caller caller, PracticeOutcomes outcomes,
        TimeProvider clock, HttpRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var (by, span) = query.Read(checks, clock.GetUtcNow());
        if (by is not OutcomeGrouping.Practice)
        {
            checks.Add("by", "Is practice here; the others are asked of one practice.");
        }

        var after = page.ReadKey(checks);
        var limit = page.ReadLimit(checks);
        return checks.Failed ? Problems.Invalid(checks)
            : CsvDownload.IsWanted(request) ? CsvDownload.Of(
                "outcomes.csv", ["practice", "name", "currency", .. Header],
                outcomes.StreamAsync(caller, span, cancellationToken),
                item => [item.Practice, item.Name, item.Currency, .. Cells(item.Outcome)], cancellationToken)
            : TypedResults.Ok(await outcomes.ListAsync(caller, span, after, limit, cancellationToken));
    }

    private static string[] Cells(OutcomeResponse item) =>
    [
        $"{item.Profile}", item.Rule ?? "", $"{item.Template}", CsvDownload.Number(item.TemplateRevision),
        item.Channel is { } channel ? CsvDownload.Name(channel) : "", item.Label ?? "",
        Number(item.Planned), Number(item.Sent), Number(item.Delivered), Number(item.Opened),
        Number(item.PaidIn3Days), Number(item.PaidIn7Days), Number(item.PaidIn30Days),
        CsvDownload.Amount(item.CollectedIn3Days), CsvDownload.Amount(item.CollectedIn7Days),
        CsvDownload.Amount(item.CollectedIn30Days), CsvDownload.Number(item.MeanDaysToPay),
        CsvDownload.Number(item.MedianDaysToPay), CsvDownload.Amount(item.Cost), CsvDownload.Amount(item.PostageSaved),
        CsvDownload.Number(item.CostPerCollectedDollar),
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
