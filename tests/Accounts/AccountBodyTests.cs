using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Accounts;

/// <summary>Bad bodies, refused before any grain hears of them.</summary>
[Collection(ApiFixture.Name)]
public sealed class AccountBodyTests(ApiFixture api)
{
    [Theory]
    [InlineData("""{}""", "into,reason")]
    [InlineData("""{ "into": "100234", "reason": "twice" }""", "into")]
    [InlineData("""{ "into": "no number", "reason": " " }""", "into,reason")]
    public async Task A_merge_names_another_account_and_a_reason(string body, string fields)
    {
        var practice = await api.MakePracticeAsync();

        var answer = await api.PostAsync($"{practice}/accounts/100234/merge", body, ApiKeys.Biller);

        Assert.Equal((400, fields), (answer.Status, string.Join(',', answer.Fields)));
    }

    [Theory]
    [InlineData(ApiKeys.Viewer)]
    [InlineData(ApiKeys.Integration)]
    public async Task Only_people_who_bill_merge_accounts(string key)
    {
        var practice = await api.MakePracticeAsync();

        Assert.Equal(403, (await api.PostAsync($"{practice}/accounts/100234/merge", "{}", key)).Status);
    }

    [Fact]
    public async Task Preferred_and_confidential_addresses_are_checked_like_the_accounts_own()
    {
        var practice = await api.MakePracticeAsync();
        const string body = """
            { "email": "x", "phone": "1", "preferred": { "email": "x", "phone": "1" }, "confidential": { "email": "x", "phone": "1" } }
            """;

        var answer = await api.PutAsync($"{practice}/accounts/100234", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            ["confidential.email", "confidential.phone", "email", "phone", "preferred.email", "preferred.phone"], answer.Fields);
    }

    [Fact]
    public async Task A_hold_needs_a_reason_that_there_is()
    {
        var practice = await api.MakePracticeAsync();

        Assert.Equal(["reason"], (await api.PostAsync($"{practice}/accounts/100234/holds", "{}")).Fields);
        Assert.Equal(400, (await api.PostAsync($"{practice}/accounts/100234/holds", """{ "reason": "boredom" }""")).Status);
    }

    [Theory]
    [InlineData("accounts?status=optedOut", "status")]
    [InlineData("accounts?status=OnHold", "status")]
    [InlineData("accounts/100234/timeline?cursor=eA&limit=0", "cursor,limit")]
    public async Task A_list_names_what_it_cannot_read(string path, string fields)
    {
        var answer = await api.GetAsync($"{await api.MakePracticeAsync()}/{path}");

        Assert.Equal((400, fields), (answer.Status, string.Join(',', answer.Fields)));
    }

    [Fact]
    public async Task Lists_and_timelines_answer_without_a_silo()
    {
        var practice = await api.MakePracticeAsync();

        Assert.Equal(200, (await api.GetAsync($"{practice}/accounts?query=ann@home.example&status=onHold")).Status);
        Assert.Equal(200, (await api.GetAsync($"{practice}/accounts?query=312-555-0123&status=erroredOut")).Status);
        Assert.Equal(404, (await api.GetAsync($"{practice}/accounts/100234/timeline")).Status);
    }
}
